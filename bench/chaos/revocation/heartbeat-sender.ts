import { randomUUID } from "node:crypto";
import type { ApiClient } from "@/e2e/api-client";
import { clock } from "../event-log";
import { type Received, Recorder } from "./recorder";

const everyMs = 10;

/** Returns when the heartbeats in this event were sent; empty for any other event. */
export function heartbeatTimes({ event, payload }: Received): number[] {
	if (event !== "messages") return [];
	const { messages } = payload as { messages: { content: string }[] };
	return messages.flatMap(({ content }) => {
		const time = /^heartbeat (.+)$/.exec(content)?.[1];
		return time === undefined ? [] : [Number(time)];
	});
}

/**
 * A member who sends a message every ten milliseconds, to each channel and thread in turn, and receives it: as long as it arrives here, its absence at a
 * removed user means that access was taken away, not that nothing was sent.
 */
export class HeartbeatSender {
	/** How many were received of each channel. */
	readonly counts = new Map<number, number>();
	private readonly timer: NodeJS.Timeout;
	private channelIds: number[] = [];
	private turn = 0;

	private constructor(private readonly recorder: Recorder) {
		recorder.socket.on("messages", ({ channelId, messages }) => {
			this.counts.set(channelId, (this.counts.get(channelId) ?? 0) + messages.length);
		});
		this.timer = setInterval(() => this.send(), everyMs);
	}

	static async of(owner: ApiClient, url: string): Promise<HeartbeatSender> {
		const recorder = new Recorder({ url, cookie: owner.cookie }, "websocket");
		const refused = await recorder.connect();
		if (refused) throw new Error(`The heartbeat sender could not connect: ${refused}.`);
		return new HeartbeatSender(recorder);
	}

	/** How many were received of all channels. */
	get received(): number {
		return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
	}

	/** Sends to these channels from now on. */
	async moveTo(channelIds: number[]): Promise<void> {
		for (const channelId of channelIds) await this.recorder.open(channelId);
		this.channelIds = channelIds;
		this.recorder.received.length = 0;
	}

	stop(): void {
		clearInterval(this.timer);
		this.recorder.close();
	}

	private send(): void {
		const channelId = this.channelIds[this.turn++ % this.channelIds.length];
		if (channelId === undefined) return;
		this.recorder.received.length = 0;
		this.recorder.socket.emit(
			"message:send",
			{ channelId, nonce: randomUUID(), content: `heartbeat ${clock()}` },
			() => {},
		);
	}
}
