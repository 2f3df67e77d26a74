import { log } from "../log";
import { node } from "../node";

/** Frames that may wait for one connection. They are shared with the others, so what they hold is bounded by this too. */
const mostWaiting = 500;
/** A phone in a tunnel is given this long to take the next frame. */
const patienceMs = 15_000;

type Wire = {
	writeBuffer: unknown[];
	close(discard?: boolean): void;
	transport: { writable: boolean; socket?: { terminate?: () => void } };
};

/**
 * Cuts connections that do not read: their frames would pile up in memory. Who is cut connects again and catches up by
 * number, as after any lost connection. Call it about every second.
 */
export function cutSlowReaders(stuck: WeakMap<object, number>, now = performance.now()): void {
	const clients = (node().io?.engine as unknown as { clients?: Record<string, Wire> } | undefined)?.clients ?? {};
	for (const connection of Object.values(clients)) {
		const waiting = connection.writeBuffer.length;
		if (waiting === 0 || connection.transport.writable) {
			stuck.delete(connection);
			continue;
		}
		const since = stuck.get(connection) ?? now;
		stuck.set(connection, since);
		if (waiting <= mostWaiting && now - since < patienceMs) continue;
		log.info({ waiting, stuckMs: Math.round(now - since) }, "a connection that does not read was cut");
		// A closing handshake would wait behind what is not read.
		if (connection.transport.socket?.terminate) connection.transport.socket.terminate();
		else connection.close(true);
	}
}
