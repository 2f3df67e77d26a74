/** What stands in for pictures nobody has uploaded: the same name always looks the same, on every machine. */
export type Palette = { tile: string; deep: string; mid: string; light: string; accent: string };

/** Every `tile` and `deep` carries white text at 4.5 : 1 or better. */
const palettes: readonly Palette[] = [
	{ tile: "#2f5d4a", deep: "#1c2e28", mid: "#3a6651", light: "#6f9a7d", accent: "#e8a566" },
	{ tile: "#8a4f22", deep: "#4a2813", mid: "#a5642f", light: "#d9a066", accent: "#f6e0b8" },
	{ tile: "#45546a", deep: "#222c3a", mid: "#53657f", light: "#93a5bd", accent: "#f0c48a" },
	{ tile: "#2f3a75", deep: "#171d40", mid: "#3d4a92", light: "#7f8cd0", accent: "#f2d58b" },
	{ tile: "#7d2f4f", deep: "#40152a", mid: "#97405f", light: "#d48aa4", accent: "#f4c9a0" },
	{ tile: "#2c5a35", deep: "#16301c", mid: "#3f7a49", light: "#8fbf86", accent: "#f0d98c" },
	{ tile: "#17607a", deep: "#0b2f3f", mid: "#1f7d97", light: "#72bfc9", accent: "#f3d9a4" },
	{ tile: "#5f4062", deep: "#2e1e33", mid: "#78527b", light: "#b899bb", accent: "#f1c7a5" },
	{ tile: "#7a3b2e", deep: "#3b1a14", mid: "#96503f", light: "#d49a86", accent: "#f5d9b5" },
	{ tile: "#4f5a1e", deep: "#272d0e", mid: "#6b7830", light: "#b3bd74", accent: "#f4dfa0" },
	{ tile: "#1d5f5c", deep: "#0d3231", mid: "#2b7d77", light: "#7fc4b8", accent: "#f2b98a" },
	{ tile: "#3f4750", deep: "#1d2227", mid: "#555f6a", light: "#98a3ae", accent: "#f2a26b" },
];

/** FNV-1a with a last stir, so that short and similar names fall far apart. */
export function hashOf(seed: string | number): number {
	let hash = 0x811c9dc5;
	for (const character of String(seed)) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}

export function paletteOf(seed: string | number): Palette {
	return palettes[hashOf(seed) % palettes.length] as Palette;
}

/** Numbers in [0, 1) that follow from a seed. */
export function randomOf(seed: string | number): () => number {
	let state = hashOf(seed);
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

const words = (name: string) => name.match(/[\p{L}\p{N}\p{Extended_Pictographic}]\p{M}*/gu) ?? [];

/** A place: its first two letters. */
export function lettersOf(name: string): string {
	return words(name).slice(0, 2).join("") || name.trim().slice(0, 1);
}

/** A person: the first letters of the first and the last name. */
export function initialsOf(name: string): string {
	const parts = name.split(/[\s._-]+/).filter((part) => words(part).length > 0);
	const first = words(parts[0] ?? name)[0] ?? "";
	const last = parts.length > 1 ? (words(parts.at(-1) ?? "")[0] ?? "") : "";
	return (first + last).toUpperCase();
}
