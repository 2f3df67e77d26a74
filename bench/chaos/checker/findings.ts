/** The kinds of violations. Each breaks a promise of the protocol. */
export const FAULTS = [
	"lost",
	"doubled",
	"reordered",
	"holes",
	"falseAcknowledgements",
	"mismatches",
	"contract",
	"unconverged",
] as const;
export type Fault = (typeof FAULTS)[number];

const maxSentences = 40;

/** Counts violations, and describes the first of them in sentences. */
export class Findings {
	readonly counts = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;
	readonly sentences: string[] = [];

	add(fault: Fault, sentence: string, count = 1): void {
		this.counts[fault] += count;
		if (this.sentences.length < maxSentences) this.sentences.push(`${fault}: ${sentence}`);
	}
}
