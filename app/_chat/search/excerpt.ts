export type Piece = { at: number; text: string; isMarked: boolean };

/** How much stands before the first match where a text is long. */
const before = 60;
const most = 400;

/** The part of a text around its first match, cut into what is marked and what is not; blanks and line ends are one blank. */
export function excerptOf(content: string, highlights: readonly [number, number][]): Piece[] {
	const first = highlights[0]?.[0] ?? 0;
	const start = first > before * 2 ? blankBefore(content, first - before) : 0;
	const end = Math.min(content.length, start + most);
	const pieces: Piece[] = [];
	let at = start;
	const add = (to: number, isMarked: boolean) => {
		const text = content.slice(at, to).replace(/\s+/g, " ");
		if (text !== "") pieces.push({ at, text, isMarked });
		at = to;
	};
	for (const [from, to] of highlights) {
		if (from < at || from >= end) continue;
		add(from, false);
		add(Math.min(to, end), true);
	}
	add(end, false);
	if (start > 0) pieces.unshift({ at: -1, text: "… ", isMarked: false });
	if (end < content.length) pieces.push({ at: content.length, text: " …", isMarked: false });
	return pieces;
}

/** Never in the middle of a word, nor of a character. */
function blankBefore(content: string, at: number): number {
	const blank = content.lastIndexOf(" ", at);
	if (blank > at - before) return blank + 1;
	const unit = content.charCodeAt(at);
	return unit >= 0xdc00 && unit < 0xe000 ? at - 1 : at;
}
