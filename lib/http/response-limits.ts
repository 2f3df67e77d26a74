import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { AppError } from "../errors";
import { log } from "../process/log";

declare module "../process/app-state" {
	interface AppState {
		/** HTTP responses in progress. */
		pendingResponses: PendingResponses;
	}
}

const usual = {
	/** How long a connection may go without reading any of its pending bytes. */
	timeoutMs: 15_000,
	/** The limit for one user, or one address. */
	mostBytes: 64 * 1024 * 1024,
	/** The limit for all. */
	mostBytesOfAll: 256 * 1024 * 1024,
};
type Open = { who: string; taken: string; since: number };
/** The fields that Node's own timeouts read: the bytes passed to the system, and the unsent ones among them. */
type Handle = { bytesWritten: number; writeQueueSize: number };

/**
 * Responses in progress. Unread responses stay in memory, so a connection that reads nothing is cut, and a client with
 * too many pending bytes gets no more. The limits are in bytes, because responses differ in size a thousandfold.
 */
export class PendingResponses {
	private readonly open = new Map<ServerResponse, Open>();
	private readonly ofWhom = new Map<string, Set<ServerResponse>>();
	private readonly ofConnection = new WeakMap<Socket, Set<ServerResponse>>();

	constructor(private readonly bounds = usual) {}

	/** Registers a response, or throws if too much is pending already. */
	begin(response: ServerResponse, who: string): void {
		this.admit(who, 0);
		this.open.set(response, { who, taken: "", since: performance.now() });
		this.put(response, who);
		this.closeWithConnection(response);
		response.once("close", () => {
			const open = this.open.get(response);
			if (open) this.take(response, open.who);
			this.open.delete(response);
		});
	}

	/** Assigns a response to its user once they are known. */
	belongs(response: ServerResponse, who: string): void {
		const open = this.open.get(response);
		if (!open) return;
		this.take(response, open.who);
		open.who = who;
		this.put(response, who);
	}

	/** Throws if these bytes exceed the limit together with the pending ones. A first response is never too large. */
	admit(who: string, bytes: number): void {
		let waiting = 0;
		for (const response of this.ofWhom.get(who) ?? []) waiting += response.writableLength;
		if (waiting > 0 && waiting + bytes > this.bounds.mostBytes)
			throw new AppError("rate_limited", "Read the answers that wait for you first.", { retryAfterMs: 5000 });
	}

	/** Cuts connections that do not read. Call it about every second. */
	sweep(now = performance.now()): void {
		const waiting: [ServerResponse, number][] = [];
		for (const [response, open] of this.open) {
			const bytes = response.writableLength;
			if (bytes > 0) waiting.push([response, bytes]);
			const taken = bytes > 0 ? takenOf(response.socket) : "";
			if (taken === "" || taken !== open.taken) Object.assign(open, { taken, since: now });
			else if (now - open.since >= this.bounds.timeoutMs) cut(response, bytes);
		}
		let all = waiting.reduce((sum, [, bytes]) => sum + bytes, 0);
		for (const [response, bytes] of waiting.sort(([, a], [, b]) => b - a)) {
			if (all <= this.bounds.mostBytesOfAll) return;
			all -= bytes;
			cut(response, bytes);
		}
	}

	/**
	 * Node reports a lost connection only to its current response. Pipelined responses behind it would keep their files
	 * and bytes for ever.
	 */
	private closeWithConnection(response: ServerResponse): void {
		const { socket } = response.req;
		const together = this.ofConnection.get(socket) ?? new Set();
		if (!this.ofConnection.has(socket)) {
			this.ofConnection.set(socket, together);
			socket.once("close", () => {
				for (const waiting of together) if (!waiting.socket && !waiting.writableFinished) waiting.emit("close");
			});
		}
		together.add(response);
		response.once("close", () => together.delete(response));
	}

	private put(response: ServerResponse, who: string): void {
		this.ofWhom.set(who, (this.ofWhom.get(who) ?? new Set()).add(response));
	}

	private take(response: ServerResponse, who: string): void {
		const theirs = this.ofWhom.get(who);
		theirs?.delete(response);
		if (theirs?.size === 0) this.ofWhom.delete(who);
	}
}

/** Changes as soon as the client reads anything. */
export function takenOf(socket: Socket | null | undefined): string {
	const handle = (socket as { _handle?: Handle | null } | null | undefined)?._handle;
	return handle ? `${handle.bytesWritten} ${handle.writeQueueSize}` : "";
}

function cut(response: ServerResponse, waiting: number): void {
	log.info({ waiting }, "an unread response was cut");
	response.destroy();
}
