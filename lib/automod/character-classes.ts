/** The classes of characters that decide how a text is read, as bits. */
export const classes = {
	letter: 1,
	mark: 2,
	number: 4,
	/** Digits and signs that stand for letters. */
	sign: 8,
	/** Signs of Markdown. */
	markup: 16,
	/** Capitals beyond ASCII. */
	capital: 32,
	invisible: 64,
	/** Full-width and half-width forms, styled letters of mathematics, letters in circles, letter-like signs, and ſ. */
	styled: 128,
} as const;

const members: [bit: number, RegExp][] = [
	[classes.letter, /\p{L}/u],
	[classes.mark, /\p{M}/u],
	[classes.number, /\p{N}/u],
	[classes.sign, /[0134578@$!|€£¢¥]/],
	[classes.markup, /[*_~`|\\]/],
	[classes.capital, /(?=\P{ASCII})\p{Lu}/u],
	[classes.invisible, /[\p{Default_Ignorable_Code_Point}\p{Cf}]/u],
	[classes.styled, /[\uff01-\uffef\u{1d400}-\u{1d7ff}\u24b6-\u24e9\u2100-\u214f\u017f]/u],
];

/** Of the first two planes, which have nearly all characters in use. */
const known = new Uint8Array(0x20000);
const isKnown = new Uint8Array(0x20000);

export function classesOf(code: number): number {
	return isKnown[code] ? (known[code] ?? 0) : find(code);
}

function find(code: number): number {
	const character = String.fromCodePoint(code);
	let found = 0;
	for (const [bit, member] of members) if (member.test(character)) found |= bit;
	if (code < known.length) {
		known[code] = found;
		isKnown[code] = 1;
	}
	return found;
}
