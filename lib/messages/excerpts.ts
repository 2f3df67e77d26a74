import { setImmediate as nextTurn } from "node:timers/promises";
import { excerptOf } from "../markdown";

const maxLength = 120;
/** After so long whoever else waits has a turn. */
const maxBlockMs = 10;

/** The words by which messages are named where there is room for a line of them: without marks, and with nothing that is hidden. */
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
