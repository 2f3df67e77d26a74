import type { Socket } from "socket.io";
import { config } from "../process/config";
import type { Io } from "./socket";
import { terminate } from "./terminate";

type Connection = Socket["conn"];

const timeoutMs = 10_000;
/** The maximum of connections outside a namespace, of one address and of all. */
const most = { ofAddress: 300, ofAll: 5000 };
/** The first character of a packet that asks for any namespace. */
const asksIn = "0";

/**
 * Ends connections that are in no namespace for ten seconds, before they entered or after they left, and the oldest of
 * them if there are too many: a client with a session enters at once. Each may ask for a namespace once, because
 * Socket.IO would create another socket for the same connection.
 */
export function disconnectWithoutNamespace(io: Io): void {
	const waiting = new Map<Connection, NodeJS.Timeout>();
	const ofAddress = new Map<string, Set<Connection>>();
	const addressOf = ({ request }: Connection) => `${request.headers["x-forwarded-for"]}`;
	const goes = (connection: Connection) => {
		clearTimeout(waiting.get(connection));
		waiting.delete(connection);
		const theirs = ofAddress.get(addressOf(connection));
		theirs?.delete(connection);
		if (theirs?.size === 0) ofAddress.delete(addressOf(connection));
	};
	const end = (connection: Connection | undefined) => {
		if (!connection) return;
		goes(connection);
		terminate(connection);
	};
	const wait = (connection: Connection) => {
		if (connection.readyState === "closed") return;
		waiting.set(
			connection,
			setTimeout(() => end(connection), timeoutMs),
		);
		const theirs = ofAddress.get(addressOf(connection)) ?? new Set();
		ofAddress.set(addressOf(connection), theirs.add(connection));
		if (!config.rateLimits) return;
		if (theirs.size > most.ofAddress) end(theirs.values().next().value);
		else if (waiting.size > most.ofAll) end(waiting.keys().next().value);
	};
	io.engine.on("connection", (connection: Connection) => {
		let asked = 0;
		connection.prependListener("data", (packet: unknown) => {
			if (typeof packet === "string" && packet.startsWith(asksIn) && ++asked > 1) terminate(connection);
		});
		connection.once("close", () => goes(connection));
		wait(connection);
	});
	io.on("connection", (socket) => {
		goes(socket.conn);
		socket.on("disconnect", () => wait(socket.conn));
	});
}
