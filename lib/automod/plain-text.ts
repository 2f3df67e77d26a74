import { normalized } from "../markdown/normalized";
import { classes, classesOf } from "./character-classes";

/** A text as patterns are searched in it. `from` are the places of its units in the original; null if they are equal. */
export type PlainText = { text: string; from: number[] | null };

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ascii = /^[\u0000-\u007f]*$/;
const changing = classes.mark | classes.invisible | classes.styled;

/** The text in NFC, without invisible characters, with styled letters as plain ones. */
export function toPlain(original: string): PlainText {
	if (ascii.test(original)) return { text: original, from: null };
	let text = "";
	let from: number[] | null = null;
	let copied = 0;
	for (let at = 0, end = 0; at < original.length; at = end) {
		const code = original.codePointAt(at) ?? 0;
		end = endOf(original, at, code);
		if (end - at === sizeOf(code) && (classesOf(code) & changing) === 0) continue;
		from ??= [];
		text += original.slice(copied, at);
		while (copied < at) from.push(copied++);
		const plain = plainOf(original.slice(at, end));
		for (let n = 0; n < plain.length; n++) from.push(at);
		text += plain;
		copied = end;
	}
	if (!from) return { text: original, from: null };
	text += original.slice(copied);
	while (copied <= original.length) from.push(copied++);
	return { text, from };
}

const sizeOf = (code: number) => (code > 0xffff ? 2 : 1);

/** The end of a character with its marks, or of the letters of a syllable of Hangul that were typed one by one. */
function endOf(text: string, at: number, code: number): number {
	let end = at + sizeOf(code);
	const isLead = code >= 0x1100 && code <= 0x115f;
	while (isLead && end < text.length && text.charCodeAt(end) >= 0x1160 && text.charCodeAt(end) <= 0x11ff) end++;
	if (end > at + 1 && isLead) return end;
	while (end < text.length) {
		const next = text.codePointAt(end) ?? 0;
		if (next < 0x300 || (classesOf(next) & classes.mark) === 0) return end;
		end += sizeOf(next);
	}
	return end;
}

/** Characters with their marks as they were read before. */
const known = new Map<string, string>();
const maxKnown = 20_000;
const maxKnownLength = 8;

function plainOf(original: string): string {
	const before = known.get(original);
	if (before !== undefined) return before;
	let kept = "";
	let isStyled = false;
	for (const character of original) {
		const found = classesOf(character.codePointAt(0) ?? 0);
		if ((found & classes.invisible) === 0) kept += character;
		isStyled ||= (found & classes.styled) !== 0;
	}
	const marks = kept.length > 1 ? normalized(kept, "NFC") : kept;
	const plain = isStyled ? normalized(marks, "NFKC") : marks;
	if (original.length <= maxKnownLength) {
		if (known.size >= maxKnown) known.clear();
		known.set(original, plain);
	}
	return plain;
}
