import type { Socket } from "node:net";
import { takenOf } from "../http/response-limits";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { terminate } from "./terminate";

const usual = {
	/** Frames that may wait for one connection, and their bytes: more than the largest answer an event has. */
	mostFrames: 500,
	mostBytes: 4 * 1024 * 1024,
	/** Bytes that may wait on this node. What many wait for is counted for each of them, though it is kept once. */
	mostBytesOfAll: 256 * 1024 * 1024,
	/** A phone in a tunnel is given this long to take anything. */
	patienceMs: 15_000,
};
/** What a frame costs besides its letters. */
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
 * Cuts connections that do not read: their frames would pile up in memory. Where too much waits in all, those go first for
 * whom the most waits. Who is cut connects again and catches up by number, as after any lost connection. Call it often.
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
		const isStuck = known?.taken === taken && now - known.since >= bounds.patienceMs;
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
