import unhomoglyph from "unhomoglyph";
import { normalized } from "../markdown/normalized";
import { lookalikeOf } from "../text/single-line";

/** The kinds of a folded unit: how it takes part in words. */
export const kinds = {
	/** White space, punctuation, symbols. */
	separator: 0,
	word: 1,
	/** Words begin at spaces, but particles follow without one. */
	hangul: 2,
	/** A letter of a script that puts no spaces between words. */
	unspaced: 3,
} as const;
export type Kind = (typeof kinds)[keyof typeof kinds];
export type FoldedCharacter = { units: number[]; kinds: Kind[] };

/** Accents, and the vowel points of Arabic and Hebrew. The vowel signs of other scripts are letters to their readers. */
const accents =
	/[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u064b-\u065f\u0670\u06d6-\u06ed\u0591-\u05c7]/g;
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\u0640]/gu;
/** Their look-alikes of other scripts would make separators or other words of their letters. */
const ownShapes =
	/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Thai}\p{sc=Lao}]/u;
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\u30fc]/u;
const hangul = /\p{sc=Hangul}/u;
const letter = /[\p{L}\p{N}\p{M}]/u;

/** Small capitals and ligatures that neither Unicode's tables nor lower case resolve. */
const extra: Record<string, string> = { ß: "ss", ɪ: "i", ʟ: "l", ĸ: "k", ı: "i", ғ: "f" };

/** No letter needs more; a few ligatures of whole phrases are cut. */
export const maxUnits = 3;

/** The letters of the emoji 🅐, 🅰 and of flags. */
function letterOfEmoji(code: number): string | null {
	for (const first of [0x1f150, 0x1f170, 0x1f1e6])
		if (code >= first && code < first + 26) return String.fromCharCode(97 + code - first);
	return null;
}

/** The conjoining letters of Hangul as those that stand alone, so that a syllable equals the letters typed one by one. */
const leads = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const tails = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
function standalone(character: string): string {
	const code = character.charCodeAt(0);
	if (code >= 0x1100 && code < 0x1113) return leads.charAt(code - 0x1100);
	if (code >= 0x1161 && code < 0x1176) return String.fromCharCode(0x314f + code - 0x1161);
	if (code >= 0x11a8 && code < 0x11c3) return tails.charAt(code - 0x11a8);
	return character;
}

/** The Latin letters, or the letters of the same script, that a character can be mistaken for. */
function prototypeOf(character: string): string {
	if (character.charCodeAt(0) < 0x80) return character;
	const own = extra[character];
	if (own) return own;
	const alike = lookalikeOf(character);
	// To that table, i and l are one letter.
	if (alike && alike !== "l") return alike;
	const prototype = normalized(unhomoglyph(character), "NFD").replace(accents, "").toLowerCase();
	if (!prototype || prototype === character) return character;
	// A single letter like ɱ, whose prototype is that of m.
	if (prototype === "rn") return "m";
	const isLatin = /^[a-z0-9]{1,3}$/.test(prototype);
	if (isLatin && !ownShapes.test(character)) return prototype;
	return ownShapes.test(character) && ownShapes.test(prototype) && [...prototype].length === 1 ? prototype : character;
}

const strip = (text: string) => normalized(text, "NFKD").replace(accents, "").replace(invisible, "");

/**
 * A character without case, accents, width and look-alikes, so that words match however they are spelt. With
 * `capitalsFirst` a capital counts for what it looks like, and not as its small letter: Н is an H, and н is not.
 */
export function foldCharacter(code: number, capitalsFirst: boolean): FoldedCharacter {
	const emoji = letterOfEmoji(code);
	const character = strip(emoji ?? String.fromCodePoint(code));
	let folded = "";
	for (const part of character) {
		const small = (capitalsFirst ? prototypeOf(part) : part).toLowerCase().replace("ς", "σ");
		for (const one of strip(small)) folded += strip(prototypeOf(one)).toLowerCase();
	}
	const result: FoldedCharacter = { units: [], kinds: [] };
	for (const part of [...folded].slice(0, maxUnits)) {
		const one = standalone(part);
		result.units.push(one.codePointAt(0) ?? 0);
		result.kinds.push(kindOf(one));
	}
	return result;
}

function kindOf(character: string): Kind {
	if (hangul.test(character)) return kinds.hangul;
	if (unspaced.test(character)) return kinds.unspaced;
	return letter.test(character) ? kinds.word : kinds.separator;
}
