import type { Socket } from "node:net";
import { takenOf } from "../http/response-limits";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { terminate } from "./terminate";

const usual = {
	/** The maximum of frames pending for one connection, and of their bytes: above the largest response. */
	mostFrames: 500,
	mostBytes: 4 * 1024 * 1024,
	/**
	 * The maximum of pending bytes on this instance. A frame for many sockets counts for each, although it is stored
	 * once.
	 */
	mostBytesOfAll: 256 * 1024 * 1024,
	/** A phone in a tunnel may go this long without reading. */
	timeoutMs: 15_000,
};
/** The overhead of a frame in bytes. */
const frameBytes = 500;

type Packet = { data?: string | { byteLength: number } };
type WebSocketUnder = { terminate?: () => void; bufferedAmount?: number; _socket?: Socket | null };
type Wire = {
	writeBuffer: Packet[];
	close(discard?: boolean): void;
	transport: { writable: boolean; socket?: WebSocketUnder };
};
export type StalledConnection = { since: number; taken: string };

/**
 * Disconnects clients that do not read, because their frames would pile up in memory. If too much is pending in all,
 * those with the most go first. A disconnected client reconnects and catches up, as after any lost connection. Call it
 * often.
 */
export function disconnectSlowConsumers(
	stuck: WeakMap<object, StalledConnection>,
	now = performance.now(),
	bounds = usual,
): void {
	const clients = (appState().io?.engine as unknown as { clients?: Record<string, Wire> } | undefined)?.clients ?? {};
	const slow: { connection: Wire; bytes: number }[] = [];
	let all = 0;
	for (const connection of Object.values(clients)) {
		const frames = connection.writeBuffer.length;
		if (frames === 0 || connection.transport.writable) {
			stuck.delete(connection);
			continue;
		}
		const taken = takenOf(connection.transport.socket?._socket);
		const known = stuck.get(connection);
		if (!known || known.taken !== taken) stuck.set(connection, { since: now, taken });
		const isStuck = known?.taken === taken && now - known.since >= bounds.timeoutMs;
		const bytes = waitingOn(connection);
		if (isStuck || frames > bounds.mostFrames || bytes > bounds.mostBytes) cut(connection, bytes);
		else {
			slow.push({ connection, bytes });
			all += bytes;
		}
	}
	if (all <= bounds.mostBytesOfAll) return;
	for (const { connection, bytes } of slow.sort((a, b) => b.bytes - a.bytes)) {
		if (all <= bounds.mostBytesOfAll) return;
		all -= bytes;
		cut(connection, bytes);
	}
}

function waitingOn({ writeBuffer, transport }: Wire): number {
	let bytes = transport.socket?.bufferedAmount ?? 0;
	for (const { data } of writeBuffer)
		bytes += frameBytes + (typeof data === "string" ? data.length : (data?.byteLength ?? 0));
	return bytes;
}

function cut(connection: Wire, waiting: number): void {
	log.info({ waiting, frames: connection.writeBuffer.length }, "a connection that does not read was cut");
	terminate(connection);
}
