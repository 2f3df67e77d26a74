/** The quality of a match; lower is better. */
export const matchesFuzzy = { start: 0, word: 1, inside: 2, scattered: 3 } as const;
type Fit = (typeof matchesFuzzy)[keyof typeof matchesFuzzy];

/** `ranges` are the matched parts, as offsets in the name. */
const fewestScattered = 3;
export type Match = { fit: Fit; at: number; ranges: [from: number, to: number][] };

type Folded = { text: string; from: number[]; to: number[] };

/** Letters that Unicode normalization does not decompose. */
const plain: Record<string, string> = { ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ß: "ss", æ: "ae", œ: "oe", ı: "i" };

/**
 * Final consonants of a Hangul syllable, from U+11A8, as initial ones: an incomplete syllable matches while it is
 * composed.
 */
const finals = "ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ"
	.split(" ")
	.map((letters) => letters.normalize("NFKD"));

function foldCharacter(character: string): string {
	const bare = character
		.toLowerCase()
		.normalize("NFKD")
		.replace(/\p{M}/gu, "")
		.replace(/[\u11a8-\u11c2]/g, (final) => finals[final.charCodeAt(0) - 0x11a8] ?? final);
	// A space matches the dash of field-trips.
	return plain[bare] ?? (/^[\s_-]$/.test(bare) ? " " : bare);
}

/** A name without case, accents and kinds of dashes, with the original offset of each letter. */
function fold(name: string): Folded {
	const folded: Folded = { text: "", from: [], to: [] };
	let at = 0;
	for (const character of name) {
		const bare = foldCharacter(character);
		const end = at + character.length;
		// A combining accent belongs to the letter before it.
		if (bare === "" && folded.to.length > 0) folded.to[folded.to.length - 1] = end;
		for (let count = 0; count < bare.length; count++) {
			folded.from.push(at);
			folded.to.push(end);
		}
		folded.text += bare;
		at = end;
	}
	return folded;
}

const foldText = (text: string) => fold(text.trim()).text.replace(/ +/g, " ");

/** Matches `typed` in `name`: at its start, at the start of a word, anywhere, or with its letters in this order. */
export function match(typed: string, name: string): Match | null {
	const wanted = foldText(typed);
	const folded = fold(name);
	if (wanted === "") return { fit: matchesFuzzy.start, at: 0, ranges: [] };
	const places: number[] = [];
	for (let at = folded.text.indexOf(wanted); at >= 0; at = folded.text.indexOf(wanted, at + 1)) places.push(at);
	const startsWord = (at: number) => at === 0 || !/[\p{L}\p{N}]/u.test(folded.text[at - 1] ?? "");
	const at = places.find(startsWord) ?? places[0];
	if (at !== undefined) {
		const fit = at === 0 ? matchesFuzzy.start : startsWord(at) ? matchesFuzzy.word : matchesFuzzy.inside;
		return { fit, at, ranges: rangesOf(folded, span(at, wanted.length)) };
	}
	// One or two letters are scattered over nearly every name.
	const pure = wanted.replaceAll(" ", "");
	const letters = pure.length < fewestScattered ? null : scattered(pure, folded.text);
	return letters && { fit: matchesFuzzy.scattered, at: letters[0] ?? 0, ranges: rangesOf(folded, letters) };
}

const span = (from: number, length: number) => Array.from({ length }, (_, index) => from + index);

function scattered(wanted: string, text: string): number[] | null {
	const places: number[] = [];
	for (const letter of wanted) {
		const at = text.indexOf(letter, (places.at(-1) ?? -1) + 1);
		if (at < 0) return null;
		places.push(at);
	}
	return places;
}

function rangesOf({ from, to }: Folded, places: number[]): Match["ranges"] {
	const ranges: Match["ranges"] = [];
	for (const place of places) {
		const [start, end] = [from[place] ?? 0, to[place] ?? 0];
		const last = ranges.at(-1);
		if (last && start <= last[1]) last[1] = Math.max(last[1], end);
		else ranges.push([start, end]);
	}
	return ranges;
}

/**
 * Matches a name within another: "loaf gen" is #general in Loaf. Each word must be in one of the two, at least one in
 * the name itself.
 */
export function matchWithin(typed: string, name: string, around: string): Match | null {
	const whole = match(typed, name);
	const words = typed.trim().split(/\s+/);
	if ((whole && whole.fit < matchesFuzzy.scattered) || words.length < 2) return whole;
	const found = words.map((word) => ({ inName: solid(match(word, name)), inAround: solid(match(word, around)) }));
	const inName = found.flatMap((word) => word.inName ?? []);
	if (inName.length === 0 || found.some((word) => !word.inName && !word.inAround)) return whole;
	const ranges = inName.flatMap((one) => one.ranges).sort(([a], [b]) => a - b);
	return { fit: matchesFuzzy.inside, at: ranges[0]?.[0] ?? 0, ranges };
}

const solid = (found: Match | null) => (found && found.fit < matchesFuzzy.scattered ? found : null);
