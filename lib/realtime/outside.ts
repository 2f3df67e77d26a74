import type { Socket } from "socket.io";
import type { Io } from "../node";
import { hangUp } from "./hang-up";

type Connection = Socket["conn"];

const patienceMs = 10_000;
/** How a packet begins that asks for a namespace, whichever. */
const asksIn = "0";

/**
 * Ends connections that are in no namespace for ten seconds, before they entered or after they left. Each may ask for one
 * once: asked again, Socket.IO would make another socket of the same connection.
 */
export function boundOutside(io: Io): void {
	const waiting = new WeakMap<Connection, NodeJS.Timeout>();
	const wait = (connection: Connection) => {
		if (connection.readyState !== "closed")
			waiting.set(
				connection,
				setTimeout(() => hangUp(connection), patienceMs),
			);
	};
	io.engine.on("connection", (connection: Connection) => {
		let asked = 0;
		connection.prependListener("data", (packet: unknown) => {
			if (typeof packet === "string" && packet.startsWith(asksIn) && ++asked > 1) hangUp(connection);
		});
		connection.once("close", () => clearTimeout(waiting.get(connection)));
		wait(connection);
	});
	io.on("connection", (socket) => {
		clearTimeout(waiting.get(socket.conn));
		socket.on("disconnect", () => wait(socket.conn));
	});
}
