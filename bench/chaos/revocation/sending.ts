import { setTimeout as sleep } from "node:timers/promises";
import { clock } from "../event-log";
import type { Recorder } from "./recorder";

const answerWithinMs = 5000;

type Sent = {
	content: string;
	sentAt: number;
	/** Which of the connections has sent it. */
	by: number;
	/** The acknowledged number; null if it was refused, undefined until it is answered. */
	seq?: number | null;
};

/** Sends over each connection, the next message as soon as the last was answered, until it is ended. */
export class Sending {
	readonly sent: Sent[] = [];
	private isOver = false;
	private readonly loops: Promise<void>[];

	/** Each connection sends to one of the channels. */
	constructor(recorders: Recorder[], channelIds: number[], name: string) {
		this.loops = recorders.map(async (recorder, by) => {
			const channelId = channelIds[by % channelIds.length] ?? 0;
			for (let n = 0; !this.isOver; n++) {
				const one: Sent = { content: `${name}: ${n} of ${by}`, sentAt: clock(), by };
				this.sent.push(one);
				const answer = await recorder.send(channelId, one.content);
				one.seq = answer.ok ? answer.message.seq : null;
			}
		});
	}

	/** Waits until a message was answered in this way. */
	async until(isWanted: (one: Sent) => boolean): Promise<void> {
		for (const until = clock() + answerWithinMs; clock() < until; await sleep(5)) if (this.sent.some(isWanted)) return;
		throw new Error("No message was answered as it must be for the test, so it proves nothing.");
	}

	async end(): Promise<void> {
		this.isOver = true;
		await Promise.all(this.loops);
	}
}
