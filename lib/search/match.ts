import { foldLetters } from "./ngrams";
import type { Query, Term } from "./query";

/** The start and end of a match in a message's content, in UTF-16 units, as in JavaScript. */
export type Range = [start: number, end: number];

const isWordCharacter = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** Whether a normalized text contains all terms and none of the excluded ones. */
export const matches = (folded: string, { terms, without }: Pick<Query, "terms" | "without">): boolean =>
	terms.every((term) => placesOf(term, folded, 1).length > 0) &&
	without.every((term) => placesOf(term, folded, 1).length === 0);

/** The offsets of a term in a normalized text, at most `most`. */
export function placesOf({ text, whole }: Term, folded: string, most: number): number[] {
	const places: number[] = [];
	for (let at = folded.indexOf(text); at >= 0 && places.length < most; at = folded.indexOf(text, at + text.length))
		if (!whole || standsAlone(folded, at, text)) places.push(at);
	return places;
}

/**
 * Whether a match is not continued by a character of the same kind: a letter next to letters is part of a word. A term
 * of both kinds, such as `c#` or `$5`, is continued only by letters.
 */
export function standsAlone(folded: string, at: number, text: string): boolean {
	const isMixed = isWordCharacter(text[0]) !== isWordCharacter(text.at(-1));
	const goesOn = (edge: string | undefined, beyond: string | undefined) =>
		beyond !== undefined &&
		beyond !== " " &&
		isWordCharacter(beyond) === isWordCharacter(edge) &&
		(isWordCharacter(edge) || !isMixed);
	return !goesOn(text[0], folded[at - 1]) && !goesOn(text.at(-1), folded[at + text.length]);
}

const maxRanges = 50;

/** The ranges of the terms in a message's content, in order and without overlap; at most 50. */
export function rangesIn(content: string, terms: Term[]): Range[] {
	const { folded, starts } = foldedWithPlaces(content);
	const found: Range[] = [];
	for (const term of terms)
		for (const at of placesOf(term, folded, maxRanges)) {
			const start = starts[at];
			const end = starts[at + term.text.length];
			if (start !== undefined && end !== undefined) found.push([start, end]);
		}
	found.sort(([a], [b]) => a - b);
	const apart: Range[] = [];
	for (const range of found) {
		const last = apart.at(-1);
		if (last && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
		else apart.push([...range]);
	}
	return apart.slice(0, maxRanges);
}

/** A normalized text, with the original offset of each of its units. */
function foldedWithPlaces(content: string): { folded: string; starts: number[] } {
	let folded = "";
	const starts: number[] = [];
	let end = 0;
	for (const { 0: cluster, index } of content.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
		// Blanks are dropped like in fold(): at the beginning, and after another.
		const piece = /^\s/.test(cluster) ? (folded === "" || folded.endsWith(" ") ? "" : " ") : foldLetters(cluster);
		for (let unit = 0; unit < piece.length; unit++) starts.push(index);
		folded += piece;
		if (piece !== "" && piece !== " ") end = index + cluster.length;
	}
	starts.push(end);
	return { folded, starts };
}

/**
 * The score of a normalized text: whole words above beginnings of words above parts of them, the exact phrase above
 * separate words, short texts above long ones, and of two equal ones the newer.
 */
export function scoreOf(folded: string, terms: Term[], ageMs: number): number {
	let score = 0;
	for (const term of terms) {
		const places = placesOf(term, folded, 8);
		const best = Math.max(0, ...places.map((at) => closeness(folded, at, term.text)));
		score += best + Math.min(places.length - 1, 4) * 0.1;
	}
	if (terms.length > 1 && folded.includes(terms.map(({ text }) => text).join(" "))) score += 2;
	const days = Math.max(0, ageMs) / 86_400_000;
	return score / (1 + folded.length / 2000) + 0.5 / (1 + days / 30);
}

function closeness(folded: string, at: number, text: string): number {
	if (standsAlone(folded, at, text)) return 2;
	return isWordCharacter(folded[at - 1]) ? 1 : 1.5;
}
