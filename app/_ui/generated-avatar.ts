/** The appearance of users and servers without a picture. */
export type Palette = {
	/** The name's colour, which each theme has its own shade of. */
	role: string;
	tile: string;
	deep: string;
	mid: string;
	light: string;
	accent: string;
};

/** Neighbours are far apart in hue. Every `tile` and `deep` carries white text at 4.5 : 1 or better. */
export const palettes: readonly [Palette, ...Palette[]] = [
	{ role: "rowan", tile: "#7a3b2e", deep: "#3b1a14", mid: "#96503f", light: "#d49a86", accent: "#f5d9b5" },
	{ role: "lagoon", tile: "#1d5f5c", deep: "#0d3231", mid: "#2b7d77", light: "#7fc4b8", accent: "#f2b98a" },
	{ role: "heather", tile: "#5f4062", deep: "#2e1e33", mid: "#78527b", light: "#b899bb", accent: "#f1c7a5" },
	{ role: "amber", tile: "#8a4f22", deep: "#4a2813", mid: "#a5642f", light: "#d9a066", accent: "#f6e0b8" },
	{ role: "iris", tile: "#2f3a75", deep: "#171d40", mid: "#3d4a92", light: "#7f8cd0", accent: "#f2d58b" },
	{ role: "fern", tile: "#2c5a35", deep: "#16301c", mid: "#3f7a49", light: "#8fbf86", accent: "#f0d98c" },
	{ role: "rose", tile: "#7d2f4f", deep: "#40152a", mid: "#97405f", light: "#d48aa4", accent: "#f4c9a0" },
	{ role: "sky", tile: "#17607a", deep: "#0b2f3f", mid: "#1f7d97", light: "#72bfc9", accent: "#f3d9a4" },
	{ role: "moss", tile: "#4f5a1e", deep: "#272d0e", mid: "#6b7830", light: "#b3bd74", accent: "#f4dfa0" },
	{ role: "stone", tile: "#3f4750", deep: "#1d2227", mid: "#555f6a", light: "#98a3ae", accent: "#f2a26b" },
];

/** How many patterns a look can have on top of its palette. */
export const patternCount = 6;

/** The look of a user or server without a picture. */
export type GeneratedAvatar = { palette: Palette; pattern: number };

/** FNV-1a with a last stir, so that short and similar seeds fall far apart. */
function hashOf(seed: string): number {
	let hash = 0x811c9dc5;
	for (const character of seed) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}

/** Numbers in [0, 1) that follow from a seed. */
export function randomOf(seed: string): () => number {
	let state = hashOf(seed);
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

const letters = (name: string) => name.match(/[\p{L}\p{N}\p{Extended_Pictographic}]\p{M}*/gu) ?? [];
const unnamed = /^(the|an?|of|and|for)$/i;

/** A place: the first letters of its first two words, leaving out "The" and the like; of a single word its first two. */
export function lettersOf(name: string): string {
	const words = name.split(/[\s\p{Pd}_./&+]+/u).filter((word) => letters(word).length > 0);
	const sent = words.filter((word) => !unnamed.test(word));
	const [first = "", second] = sent.length > 0 ? sent : words;
	const [a = "", b = ""] = letters(first);
	return second === undefined ? a + b || name.trim().slice(0, 1) : (a + (letters(second)[0] ?? "")).toUpperCase();
}

/** A person: the first letters of the first and the last name. */
export function initialsOf(name: string): string {
	const parts = name.split(/[\s._-]+/).filter((part) => letters(part).length > 0);
	const first = letters(parts[0] ?? name)[0] ?? "";
	const last = parts.length > 1 ? (letters(parts.at(-1) ?? "")[0] ?? "") : "";
	return (first + last).toUpperCase();
}

type Neighbour = { id: number; name: string };

/** By number, so that those who came one after another never look alike. */
const preferred = (id: number) => ({ at: id % palettes.length, pattern: (id + Math.floor(id / 30)) % patternCount });

/** Places of a list within which two are seen together. */
const near = 4;

/**
 * Assigns avatars to items that are visible together. Each keeps its default unless a neighbour has it; then it gets
 * the one its list uses least. An assigned avatar stays when others are added.
 */
export class AvatarBook {
	private readonly given = new Map<number, { at: number; pattern: number }>();

	constructor(private readonly lettersOf: (name: string) => string) {}

	of(id: number): GeneratedAvatar {
		const { at, pattern } = this.given.get(id) ?? preferred(id);
		return { palette: palettes[at] ?? palettes[0], pattern };
	}

	/** Chooses the looks of a list's new entries. The older user or server chooses first, whatever its place in the list. */
	settle(list: readonly Neighbour[]): void {
		const fresh = list.filter(({ id }) => !this.given.has(id));
		if (fresh.length === 0) return;
		const places = new Map(list.map(({ id }, place) => [id, place]));
		for (const one of fresh.toSorted((a, b) => a.id - b.id))
			if (!this.given.has(one.id)) this.given.set(one.id, this.choose(one, places, list));
	}

	private choose({ id, name }: Neighbour, places: ReadonlyMap<number, number>, list: readonly Neighbour[]) {
		const { at: first, pattern } = preferred(id);
		const place = places.get(id) ?? 0;
		const isBeside = (other: Neighbour) => Math.abs((places.get(other.id) ?? 0) - place) <= near;
		const others = list.flatMap((other) => {
			const look = other.id === id ? undefined : this.given.get(other.id);
			return look ? [{ ...look, ...other }] : [];
		});
		const own = this.lettersOf(name);
		const cost = (at: number) => {
			const alike = others.filter((other) => other.at === at);
			const same = alike.some((other) => this.lettersOf(other.name) === own);
			return (same ? 10_000 : 0) + (alike.some(isBeside) ? 1000 : 0) + alike.length;
		};
		const at = cheapest(first, palettes.length, cost);
		return {
			at,
			pattern: cheapest(pattern, patternCount, (candidate) => {
				const alike = others.filter((other) => other.pattern === candidate);
				return (alike.some((other) => other.at === at) ? 1000 : 0) + alike.filter(isBeside).length;
			}),
		};
	}
}

/** Of a circle of choices the first that costs least, beginning with the one that is preferred. */
function cheapest(preferred: number, count: number, cost: (candidate: number) => number): number {
	let best = { candidate: preferred, cost: Number.POSITIVE_INFINITY };
	for (let step = 0; step < count; step++) {
		const candidate = (preferred + step) % count;
		const its = cost(candidate);
		if (its < best.cost) best = { candidate, cost: its };
	}
	return best.candidate;
}
