import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Socket } from "socket.io-client";
import type { ChannelSnapshot, Message, ServerToClient, WireError } from "@/lib/realtime/protocol";

type Payload<E extends keyof ServerToClient> = Parameters<ServerToClient[E]>[0];
export type AckResponse = { ok: boolean; error?: WireError } & Partial<ChannelSnapshot & { message: Message }>;

/** Expected events arrive at once on an idle machine and later on a busy one; only a missing event takes this long. */
const timeoutMs = 60_000;

/** A real socket that records every event it receives, in order. */
export class SocketClient {
	readonly received: { event: string; payload: unknown; at: number }[] = [];

	constructor(readonly socket: Socket) {
		socket.onAny((event: string, payload: unknown) => this.received.push({ event, payload, at: performance.now() }));
	}

	/** Sends an event and waits for its acknowledgement. */
	ask = (event: string, ...payload: unknown[]): Promise<AckResponse> =>
		this.socket.timeout(timeoutMs).emitWithAck(event, ...payload);

	async open(request: object): Promise<AckResponse & ChannelSnapshot> {
		const opened = await this.ask("channel:open", request);
		assert.ok(opened.ok, JSON.stringify(opened.error));
		return opened as AckResponse & ChannelSnapshot;
	}

	async sendMessage(channelId: number, content: string, extra: object = {}): Promise<Message> {
		const sent = await this.ask("message:send", { channelId, nonce: crypto.randomUUID(), content, ...extra });
		assert.ok(sent.ok && sent.message, JSON.stringify(sent.error));
		return sent.message;
	}

	/** Returns the events received so far under this name. */
	of<E extends keyof ServerToClient>(event: E): Payload<E>[] {
		return this.received.filter((one) => one.event === event).map((one) => one.payload as Payload<E>);
	}

	/** Resolves with the first matching event under this name; fails after a minute. */
	async waitFor<E extends keyof ServerToClient>(
		event: E,
		fits: (payload: Payload<E>) => boolean = () => true,
	): Promise<Payload<E>> {
		for (const end = performance.now() + timeoutMs; performance.now() < end; await sleep(5)) {
			const found = this.of(event).find(fits);
			if (found) return found;
		}
		return assert.fail(`${event} was not heard; heard: ${this.received.map((one) => one.event).join(" ")}`);
	}

	/** Returns the sequence numbers of a channel's messages in the order in which they arrived. */
	seqs = (channelId: number): number[] =>
		this.of("messages").flatMap((event) => (event.channelId === channelId ? event.messages.map(({ seq }) => seq) : []));

	/**
	 * Returns the revisions of a channel's events in the order in which they arrived; for a batch, the revision of each
	 * message.
	 */
	revs = (channelId: number): number[] =>
		this.received.flatMap(({ event, payload }) => {
			const received = payload as { rev: number; channelId?: number; messages?: Message[]; message?: Message };
			if (event === "messages" && received.channelId === channelId)
				return (received.messages ?? []).map(({ rev }) => rev);
			if (event === "message:updated" && received.message?.channelId === channelId) return [received.rev];
			return /^(message:deleted|messages:purged|messages:expired|messages:restored|reaction|vote)$/.test(event) &&
				received.channelId === channelId
				? [received.rev]
				: [];
		});

	forget(): void {
		this.received.length = 0;
	}

	/** Resolves with the reason once the server has disconnected the socket. */
	async closed(): Promise<void> {
		for (const end = performance.now() + timeoutMs; this.socket.connected; await sleep(5))
			assert.ok(performance.now() < end, "the socket is still connected");
	}

	close(): void {
		this.socket.close();
	}
}

/** Waits until a condition holds, and fails after so many minutes. */
export async function waitUntil(what: string, holds: () => boolean | Promise<boolean>, minutes = 1): Promise<void> {
	const end = performance.now() + minutes * 60_000;
	for (; performance.now() < end; await sleep(10)) if (await holds()) return;
	assert.fail(`not within ${minutes} min: ${what}`);
}

/** Returns `from`, …, `to`. */
export const range = (from: number, to: number): number[] =>
	Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
