/** The violations that a run can show. Each breaks a promise of the contract. */
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

const mostSentences = 40;

/** Counts violations, and keeps the first of them as sentences. */
export class Findings {
	readonly counts = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;
	readonly sentences: string[] = [];

	add(fault: Fault, sentence: string, count = 1): void {
		this.counts[fault] += count;
		if (this.sentences.length < mostSentences) this.sentences.push(`${fault}: ${sentence}`);
	}
}
