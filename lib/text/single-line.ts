import { normalized } from "../markdown/normalized";

/**
 * Text within a line of a page: names, topics, a status. It may not change the direction of the text around it, begin a
 * line, hide characters, or pile marks onto the lines above.
 */

const ofJoining =
	"Arab|Syrc|Mong|Nkoo|Deva|Beng|Guru|Gujr|Orya|Taml|Telu|Knda|Mlym|Sinh|Thai|Khmr|Mymr|Tibt|Laoo|Java|Bali"
		.split("|")
		.map((script) => `\\p{scx=${script}}`)
		.join("");

const joiner = `(?<=[${ofJoining}])[\\u200C\\u200D](?=[${ofJoining}])`;
/**
 * Emoji keep their joiners, selectors and tags; ideographs their variants; joining scripts the joiners between letters.
 */
const kept = ["\\p{RGI_Emoji}", "\\p{Emoji}\\uFE0F", "\\p{sc=Han}[\\uFE00-\\uFE0F\\u{E0100}-\\u{E01EF}]", joiner].join(
	"|",
);
/** NUL is not removed here: it stays, and is rejected. */
const hidden = "(?:(?!\\0)[\\p{Cf}\\p{Cc}\\p{Default_Ignorable_Code_Point}])+";
const hiddenOrKept = new RegExp(`(${kept})|${hidden}`, "gv");
const breaks = /[\t-\r\u0085\u2028\u2029]+/g;

/**
 * The maximum of marks on one letter: no script in use needs more, and more would cover the lines above. A joiner
 * between marks begins no letter.
 */
const maxMarks = 6;
const marker = "[\\u200C\\u200D]*\\p{M}";
const marks = new RegExp(`((?:${marker}){${maxMarks}})(?:${marker})+`, "gu");

const withoutHidden = (text: string): string =>
	normalized(text, "NFC")
		.replace(hiddenOrKept, (_, kept: string | undefined) => kept ?? "")
		.replace(marks, "$1");

/** The text as one line. */
export const toSingleLine = (text: string): string => withoutHidden(text.replace(breaks, " "));

/** Text of several lines, which keeps its line breaks. */
export const toLines = (text: string): string =>
	text
		.split(/\r\n?|[\n\u0085\u2028\u2029]/)
		.map((line) => withoutHidden(line.replace(/\t/g, " ")))
		.join("\n");

/** Letters, digits and signs that no preparation removes; U+FF9E and U+FF9F count as marks, and U+2800 as a space. */
const lasting = /[[\p{L}\p{N}\p{P}\p{S}]--\p{Default_Ignorable_Code_Point}--[\uFF9E\uFF9F\u2800]]/gv;
/** The maximum of lasting characters that Unicode composes into one, as in a Hangul syllable. */
const maxComposed = 3;

/** Whether the text can have at most `max` characters once it is normalized. A quick check, which never refuses a valid one. */
export function mayFit(text: string, max: number): boolean {
	if (text.length <= max) return true;
	let left = max * maxComposed;
	for (const _ of text.matchAll(lasting)) if (left-- === 0) return false;
	return true;
}

const joiners = new RegExp(joiner, "gv");
/** A channel's name: a letter may carry marks, and joiners are removed. */
export const channelNameOf = (typed: string): string =>
	normalized(typed.toLowerCase().replace(/i\u0307/g, "i"), "NFC")
		.replace(joiners, "")
		.replace(marks, "$1");
export const isChannelName = /^(?!\p{M})[\p{L}\p{M}\p{N}_-]+$/u;

/**
 * Letters of other scripts, and digits, that look like Latin letters: for each, first those that only do so as
 * capitals.
 */
const lookalikes = {
	a: "ΑАᎪꓮⲀ аαɑᴀⲁ",
	b: "ΒВᏴꓐⲂЬ вβʙь",
	c: "СϹᏟꓚⲤ сϲᴄⲥ",
	d: "ᎠꓓԀ ԁᴅ",
	e: "ΕЕᎬꓰ еεҽᴇ",
	f: "ꓝϜ ꜰ",
	g: "ԌᏀꓖ ɡɢց",
	h: "ΗНᎻꓧⲎҺ һнʜհ",
	j: "ЈᎫꓙ јϳᴊ",
	k: "ΚКᏦꓗⲔ кκᴋ",
	l: "ΙІӀᏞᏆꓡꓲⲒ іιıi1|ӏⲓɩɪʟ",
	m: "ΜМᎷꓟⲘ мᴍ",
	n: "ΝꓠⲚ пηɴո",
	o: "ΟОꓳⲞՕ оο0օᴏⲟ",
	p: "ΡРᏢꓑⲢ рρᴘ",
	q: "Ԛ ԛ",
	r: "Ꮢꓣ гʀ",
	s: "ЅᏚꓢ ѕꜱ",
	t: "ΤТᎢꓔⲦ тτᴛ",
	u: "ꓴՍ υսᴜ",
	v: "Ꮩꓦ νѵᴠ",
	w: "ᎳꓪԜ ԝшᴡ",
	x: "ΧХꓫⲬ хχ",
	y: "ΥУꓬⲨ уγʏ",
	z: "ΖᏃꓜⲌ ᴢ",
};
const alike: Record<string, string> = Object.fromEntries(
	Object.entries(lookalikes).flatMap(([ours, others]) => [...others.replace(" ", "")].map((other) => [other, ours])),
);
const unlike = /[^\p{L}\p{N}|]/gu;
/** The Latin letter that a character looks like. */
export const lookalikeOf = (letter: string): string | undefined => alike[letter];
const toSkeleton = (text: string) => text.replace(/./gsu, (letter) => alike[letter] ?? letter);

/** The skeleton of a name: two names with the same one are hard to distinguish. */
export const confusableKey = (name: string): string =>
	// Capitals first: that of η looks like H, and its lower case looks like n.
	toSkeleton(toSkeleton(normalized(name, "NFKD").replace(unlike, "")).toLowerCase())
		.replace(/rn/g, "m")
		.replace(/vv/g, "w");
