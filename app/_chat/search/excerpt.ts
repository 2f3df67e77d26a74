import { bar, parse, plainText } from "@/lib/markdown";

export type Piece = { at: number; text: string; isMarked: boolean };

/** The length before the first match in a long text. */
const before = 60;
const most = 400;

/**
 * The part of a text around its first match, split into marked and unmarked pieces; blanks and line breaks become one
 * blank.
 */
export function excerptOf(typed: string, found: readonly [number, number][]): Piece[] {
	const content = plainText(parse(typed), { hidden: bar });
	const highlights = placesIn(content, typed, found);
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

/** Never in the middle of a word or a character. */
function blankBefore(content: string, at: number): number {
	const blank = content.lastIndexOf(" ", at);
	if (blank > at - before) return blank + 1;
	const unit = content.charCodeAt(at);
	return unit >= 0xdc00 && unit < 0xe000 ? at - 1 : at;
}

const isLetter = (character: string) => /[\p{L}\p{N}]/u.test(character);

/** Maps the matches in the source to the shown text: a short one never within another. */
function placesIn(shown: string, typed: string, found: readonly [number, number][]): [number, number][] {
	if (shown === typed) return [...found];
	const words = new Map<string, { begins: boolean; ends: boolean }>();
	for (const [from, to] of found) {
		const known = words.get(typed.slice(from, to)) ?? { begins: true, ends: true };
		words.set(typed.slice(from, to), {
			begins: known.begins && !isLetter(typed.charAt(from - 1)),
			ends: known.ends && !isLetter(typed.charAt(to)),
		});
	}
	const places: [number, number][] = [];
	for (const [word, { begins, ends }] of words)
		for (let at = shown.indexOf(word); word !== "" && at >= 0; at = shown.indexOf(word, at + word.length)) {
			const readStates =
				(!begins || !isLetter(shown.charAt(at - 1))) && (!ends || !isLetter(shown.charAt(at + word.length)));
			if (readStates) places.push([at, at + word.length]);
		}
	return places.sort(([a], [b]) => a - b);
}
