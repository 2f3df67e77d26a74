export type Piece = { text: string; kind: "same" | "gone" | "new" };

/** With more words on both sides a word-by-word comparison is unreadable and slow. */
const mostCells = 1_000_000;

/** Compares texts word by word: kept, removed and added words, in reading order. */
export function wordDiff(before: string, after: string): Piece[] {
	const [old, now] = [wordsIn(before), wordsIn(after)];
	let start = 0;
	while (start < old.length && start < now.length && old[start] === now[start]) start++;
	let end = 0;
	while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++;
	const middle = between(old.slice(start, old.length - end), now.slice(start, now.length - end));
	const same = (words: string[]): Piece[] => words.map((text) => ({ text, kind: "same" }));
	return joined([...same(old.slice(0, start)), ...middle, ...same(old.slice(old.length - end))]);
}

/** Words with the space after them, so that joining them loses nothing. */
const wordsIn = (text: string): string[] => text.match(/\s+|[^\s]+\s*/gu) ?? [];

function between(old: string[], now: string[]): Piece[] {
	const all = (words: string[], kind: Piece["kind"]): Piece[] => words.map((text) => ({ text, kind }));
	if (old.length * now.length > mostCells) return [...all(old, "gone"), ...all(now, "new")];
	// The longest common subsequence, counted from the ends.
	const width = now.length + 1;
	const longest = new Uint16Array((old.length + 1) * width);
	const at = (i: number, j: number) => longest[i * width + j] ?? 0;
	for (let i = old.length - 1; i >= 0; i--)
		for (let j = now.length - 1; j >= 0; j--)
			longest[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
	const pieces: Piece[] = [];
	let [i, j] = [0, 0];
	for (;;) {
		const [gone, came] = [old[i], now[j]];
		if (gone === undefined || came === undefined) break;
		if (gone === came) {
			pieces.push({ text: gone, kind: "same" });
			i++;
			j++;
		} else if (at(i + 1, j) >= at(i, j + 1)) {
			pieces.push({ text: gone, kind: "gone" });
			i++;
		} else {
			pieces.push({ text: came, kind: "new" });
			j++;
		}
	}
	return [...pieces, ...all(old.slice(i), "gone"), ...all(now.slice(j), "new")];
}

function joined(pieces: Piece[]): Piece[] {
	const runs: Piece[] = [];
	for (const piece of pieces) {
		const last = runs.at(-1);
		if (last?.kind === piece.kind) last.text += piece.text;
		else if (piece.text !== "") runs.push({ ...piece });
	}
	return runs;
}
