/**
 * Scripts without blanks between words, or with particles joined to them: here a marker may follow a letter directly.
 */
const letters =
	"\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Bopomofo}\\p{sc=Yi}\\p{sc=Nushu}\\p{sc=Tangut}\\p{sc=Khitan_Small_Script}";
/** Their punctuation, full-width forms, and the signs for repetition and long vowels. */
const signs =
	"\\u3000-\\u303F\\u30FB\\u30FC\\uFE30-\\uFE4F\\uFF00-\\uFFEF\\u2E80-\\u2FFF\\u31C0-\\u31EF\\u3200-\\u33FF";

const cjk = new RegExp(`[${letters}${signs}]`, "u");
const cjkLetter = new RegExp(`[${letters}]`, "u");

export const isCjk = (character: string): boolean => character > "\u10FF" && cjk.test(character);
export const isCjkLetter = (character: string): boolean => character > "\u10FF" && cjkLetter.test(character);

/** The complete character that ends before an offset; empty at the beginning. */
export function characterBefore(text: string, at: number): string {
	const unit = text.charCodeAt(at - 1);
	return unit >= 0xdc00 && unit < 0xe000 ? text.slice(Math.max(0, at - 2), at) : text.slice(Math.max(0, at - 1), at);
}

/** The complete character that begins at an offset; empty at the end. */
export function characterAt(text: string, at: number): string {
	const unit = text.charCodeAt(at);
	return unit >= 0xd800 && unit < 0xdc00 ? text.slice(at, at + 2) : text.slice(at, at + 1);
}
