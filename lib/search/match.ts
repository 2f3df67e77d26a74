import { foldLetters } from "./ngrams";
import type { Query, Term } from "./query";

/** Where a match begins and ends in a message's content, in UTF-16 units, as JavaScript counts them. */
export type Range = [start: number, end: number];

const isWordCharacter = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** Whether a folded text has everything that is asked for and nothing that must not be there. */
export const matches = (folded: string, { terms, without }: Pick<Query, "terms" | "without">): boolean =>
	terms.every((term) => placesOf(term, folded, 1).length > 0) &&
	without.every((term) => placesOf(term, folded, 1).length === 0);

/** Where a term stands in a folded text, at most so often. */
export function placesOf({ text, whole }: Term, folded: string, most: number): number[] {
	const places: number[] = [];
	for (let at = folded.indexOf(text); at >= 0 && places.length < most; at = folded.indexOf(text, at + text.length))
		if (!whole || standsAlone(folded, at, text)) places.push(at);
	return places;
}

/**
 * Nothing of its own kind goes on before or behind it: a letter beside letters is part of a word. Where it has both kinds,
 * as `c#` and `$5` do, only letters go on.
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

/** Where what was asked for stands in a message's content, in order and apart from each other; at most 50. */
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

/** A text folded, and for each unit of that where in the text it comes from. */
function foldedWithPlaces(content: string): { folded: string; starts: number[] } {
	let folded = "";
	const starts: number[] = [];
	let end = 0;
	for (const { 0: cluster, index } of content.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
		// A blank is dropped where the fold drops it: at the beginning, and after another.
		const piece = /^\s/.test(cluster) ? (folded === "" || folded.endsWith(" ") ? "" : " ") : foldLetters(cluster);
		for (let unit = 0; unit < piece.length; unit++) starts.push(index);
		folded += piece;
		if (piece !== "" && piece !== " ") end = index + cluster.length;
	}
	starts.push(end);
	return { folded, starts };
}

/**
 * How well a folded text answers: whole words before the beginnings of words before parts of them, all of it as it was
 * typed before the same words apart, short texts before long ones, and of two alike the newer.
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
