import type { Batch } from "../messages/append-queue";
import type { AppendResult } from "../messages/append-result";
import { appState } from "../process/app-state";
import type { AppendPath } from "./metrics";

type Rejected = Pick<AppendResult, "refused" | "known" | "lost" | "unfit" | "early">;

const storedOf = ({ messages }: Batch, { refused, known, lost, unfit, early }: Rejected): number =>
	messages.length - refused.length - known.length - lost.length - unfit.length - early.length;

/** Measures a transaction that stores messages, also one that fails. */
export async function measureAppend<Result>(
	path: AppendPath,
	batches: Batch[],
	append: () => Promise<Result>,
	resultOf: (result: Result, batch: Batch) => AppendResult | null | undefined,
): Promise<Result> {
	const { metrics } = appState();
	if (!metrics) return append();
	const began = performance.now();
	let stored = 0;
	try {
		const result = await append();
		for (const batch of batches) {
			const found = resultOf(result, batch);
			if (found) stored += storedOf(batch, found);
		}
		return result;
	} finally {
		const taken = batches.reduce((sum, { messages }) => sum + messages.length, 0);
		metrics.appended(path, taken, stored, performance.now() - began);
	}
}
