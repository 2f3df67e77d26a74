/** An emoji: its character, its name in the user's language, and its search terms. */
export type Emoji = {
	sign: string;
	name: string;
	/** Its shortcodes, the most common first. */
	codes: readonly string[];
	tags: readonly string[];
	group: number;
	/** Its five skin tones, from light to dark; empty if it has none. */
	tones: readonly string[];
};
export type EmojiSet = {
	all: readonly Emoji[];
	byCode: ReadonlyMap<string, Emoji>;
	bySign: ReadonlyMap<string, Emoji>;
};

type Raw = {
	hexcode: string;
	label: string;
	unicode: string;
	group?: number;
	tags?: string[];
	skins?: { unicode: string }[];
};
type Codes = Record<string, string | string[]>;

/** Parts of other emoji, which have no meaning alone. */
const components = 2;
/** Two skin tones can be combined; the picker offers the five in which both are equal. */
const fiveTones = 5;

const loaded = new Map<string, Promise<EmojiSet>>();

/** All emoji in the user's language, loaded on first use and cached. */
export function loadEmoji(locale: string): Promise<EmojiSet> {
	const known = loaded.get(locale);
	if (known) return known;
	const coming = read(locale);
	loaded.set(locale, coming);
	// A failed load is not cached; it is retried.
	coming.catch(() => loaded.delete(locale));
	return coming;
}

async function read(locale: string): Promise<EmojiSet> {
	const korean = locale === "ko" ? import("emojibase-data/ko/compact.json") : null;
	const [english, common, more, local] = await Promise.all([
		import("emojibase-data/en/compact.json"),
		import("emojibase-data/en/shortcodes/github.json"),
		import("emojibase-data/en/shortcodes/iamcal.json"),
		korean,
	]);
	return setOf(english.default as Raw[], [common.default, more.default], local?.default as Raw[] | undefined);
}

/** The emoji of one language, with English search terms: shortcodes are English everywhere. */
export function setOf(english: Raw[], codes: Codes[], local?: Raw[]): EmojiSet {
	const localByHex = new Map(local?.map((raw) => [raw.hexcode, raw]));
	const all = english.flatMap((raw): Emoji[] => {
		if (raw.group === undefined || raw.group === components) return [];
		const own = localByHex.get(raw.hexcode);
		const named = codes.flatMap((list) => list[raw.hexcode] ?? []);
		const tones = (raw.skins ?? []).map(({ unicode }) => signOf(unicode));
		return [
			{
				sign: signOf(raw.unicode),
				name: own?.label ?? raw.label,
				codes: [...new Set(named)],
				tags: [...new Set([...(own?.tags ?? []), ...(own ? [raw.label] : []), ...(raw.tags ?? [])])],
				group: raw.group,
				tones: tones.length > fiveTones ? tones.filter((sign) => hasOneTone(sign)) : tones,
			},
		];
	});
	return {
		all,
		byCode: new Map(all.flatMap((emoji) => emoji.codes.map((code) => [code, emoji] as const)).toReversed()),
		bySign: new Map(all.flatMap((emoji) => [emoji.sign, ...emoji.tones].map((sign) => [sign, emoji] as const))),
	};
}

/** An emoji with emoji presentation needs no variation selector. */
const signOf = (unicode: string) => unicode.replace(/(\p{Emoji_Presentation})\uFE0F/gu, "$1");

const hasOneTone = (sign: string) => new Set(sign.match(/\p{Emoji_Modifier}/gu)).size === 1;

/** The emoji in a skin tone, 1 to 5; 0 is the default. */
export const inTone = ({ sign, tones }: Emoji, tone: number): string => tones[tone - 1] ?? sign;
