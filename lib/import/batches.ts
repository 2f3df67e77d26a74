import type { Line } from "./parse-line";

/** Bounds of one transaction, and of all that is held back to fill one. */
const mostInBatch = 1000;
const mostLetters = 1_000_000;
const mostWaiting = 8_000_000;
const overhead = 400;

export type Batch = { channelId: number; lines: Line[] };

/** Gathers lines by channel, in their order, until a channel has enough for a transaction or the memory set aside is full. */
export class Batches {
	private readonly waiting = new Map<number, { lines: Line[]; letters: number }>();
	private letters = 0;

	/** Adds a line; answers what is to be written now. */
	add(channelId: number, line: Line): Batch[] {
		const letters = overhead + line.text.length;
		const batch = this.waiting.get(channelId) ?? { lines: [], letters: 0 };
		this.waiting.set(channelId, batch);
		batch.lines.push(line);
		batch.letters += letters;
		this.letters += letters;
		if (batch.lines.length >= mostInBatch || batch.letters >= mostLetters) return [this.take(channelId)];
		return this.letters >= mostWaiting ? this.rest() : [];
	}

	rest(): Batch[] {
		return [...this.waiting.keys()].map((channelId) => this.take(channelId));
	}

	private take(channelId: number): Batch {
		const { lines, letters } = this.waiting.get(channelId) ?? { lines: [], letters: 0 };
		this.waiting.delete(channelId);
		this.letters -= letters;
		return { channelId, lines };
	}
}
