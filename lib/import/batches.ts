import type { ParsedLine } from "./parse-line";

/** Limits of one transaction, and of all lines held back to fill one. */
const maxBatchSize = 1000;
const maxBatchCharacters = 1_000_000;
const maxQueuedBatches = 8_000_000;
const overhead = 400;

export type Batch = { channelId: number; lines: ParsedLine[] };

/**
 * Collects lines by channel, in their order, until a channel has enough for a transaction or the memory limit is
 * reached.
 */
export class Batches {
	private readonly waiting = new Map<number, { lines: ParsedLine[]; letters: number }>();
	private letters = 0;

	/** Adds a line and returns the batches to be written now. */
	add(channelId: number, line: ParsedLine): Batch[] {
		const letters = overhead + line.text.length;
		const batch = this.waiting.get(channelId) ?? { lines: [], letters: 0 };
		this.waiting.set(channelId, batch);
		batch.lines.push(line);
		batch.letters += letters;
		this.letters += letters;
		if (batch.lines.length >= maxBatchSize || batch.letters >= maxBatchCharacters) return [this.take(channelId)];
		return this.letters >= maxQueuedBatches ? this.rest() : [];
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
