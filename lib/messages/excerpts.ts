import { setImmediate as nextTurn } from "node:timers/promises";
import { excerptOf } from "../markdown";

const maxLength = 120;
/** After this long the work yields to other requests. */
const maxBlockMs = 10;

/** One-line excerpts of messages, without markup and hidden text. */
export async function excerptsOf(contents: string[]): Promise<string[]> {
	const excerpts: string[] = [];
	let since = performance.now();
	for (const content of contents) {
		if (performance.now() - since > maxBlockMs) {
			await nextTurn();
			since = performance.now();
		}
		excerpts.push(excerptOf(content, maxLength));
	}
	return excerpts;
}
