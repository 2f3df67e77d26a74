import { normalized } from "../markdown/normalized";

/** Full-width and half-width forms, styled letters of mathematics, letters in circles, letter-like signs, and ſ. */
const styled = /[\uff01-\uffef\u{1d400}-\u{1d7ff}\u24b6-\u24e9\u2100-\u214f\u017f]/u;
const invisible = /^[\p{Default_Ignorable_Code_Point}\p{Cf}]+$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ascii = /^[\u0000-\u007f]*$/;
/** A character with its marks, or the letters of a syllable of Hangul that were typed one by one. */
const cluster = /[\u1100-\u115f][\u1160-\u11ff]+|\P{M}?\p{M}*/gsu;

/** All that is changed below: most texts have none of it. */
const changes =
	/[\p{M}\p{Default_Ignorable_Code_Point}\p{Cf}\u1100-\u11ff\uff01-\uffef\u{1d400}-\u{1d7ff}\u24b6-\u24e9\u2100-\u214f\u017f]/u;

/** A text as patterns are searched in it. `from` are the places of its units in the original; null if they are equal. */
export type PlainText = { text: string; from: number[] | null };

/** The text in NFC, without invisible characters, with styled letters as plain ones. */
export function toPlain(original: string): PlainText {
	if (ascii.test(original) || !changes.test(original)) return { text: original, from: null };
	let text = "";
	const from: number[] = [];
	for (const { 0: part, index } of original.matchAll(cluster)) {
		const kept = [...part].filter((character) => !invisible.test(character)).join("");
		const marks = kept.length > 1 ? normalized(kept, "NFC") : kept;
		const plain = styled.test(marks) ? normalized(marks, "NFKC") : marks;
		for (let n = 0; n < plain.length; n++) from.push(index);
		text += plain;
	}
	from.push(original.length);
	return { text, from };
}
