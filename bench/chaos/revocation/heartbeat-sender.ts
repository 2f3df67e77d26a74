import { randomUUID } from "node:crypto";
import type { ApiClient } from "@/e2e/api-client";
import { clock } from "../event-log";
import { type Received, Recorder } from "./recorder";

const everyMs = 10;

/** Returns when the sentinels in this event were sent; empty for any other event. */
export function sentinelTimes({ event, payload }: Received): number[] {
	if (event !== "messages") return [];
	const { messages } = payload as { messages: { content: string }[] };
	return messages.flatMap(({ content }) => {
		const time = /^sentinel (.+)$/.exec(content)?.[1];
		return time === undefined ? [] : [Number(time)];
	});
}

/**
 * A member who sends a message every ten milliseconds and receives it, which proves that silence elsewhere is
 * meaningful.
 */
export class HeartbeatSender {
	received = 0;
	private readonly timer: NodeJS.Timeout;
	private channelId = 0;

	private constructor(private readonly recorder: Recorder) {
		recorder.socket.on("messages", ({ channelId, messages }) => {
			if (channelId === this.channelId) this.received += messages.length;
		});
		this.timer = setInterval(() => this.speak(), everyMs);
	}

	static async of(wire: ApiClient, url: string): Promise<HeartbeatSender> {
		const recorder = new Recorder({ url, cookie: wire.cookie }, "websocket");
		const refused = await recorder.connect();
		if (refused) throw new Error(`The sentinel could not connect: ${refused}.`);
		return new HeartbeatSender(recorder);
	}

	/** Sends to this channel from now on. */
	async moveTo(channelId: number): Promise<void> {
		await this.recorder.open(channelId);
		this.channelId = channelId;
		this.recorder.received.length = 0;
	}

	stop(): void {
		clearInterval(this.timer);
		this.recorder.close();
	}

	private speak(): void {
		const { channelId } = this;
		if (channelId === 0) return;
		this.recorder.received.length = 0;
		this.recorder.socket.emit(
			"message:send",
			{ channelId, nonce: randomUUID(), content: `sentinel ${clock()}` },
			() => {},
		);
	}
}
