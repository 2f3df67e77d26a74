import type { Emoji as ServerEmoji } from "@/lib/realtime/protocol";
import type { Emoji, EmojiSet } from "./emoji-data";

/**
 * The best matches of a query, best first: prefixes of shortcodes, then of names, then of terms, then other matches.
 */
export function searchEmoji({ all }: EmojiSet, query: string, most: number): Emoji[] {
	const words = query.toLocaleLowerCase().replace(/^:|:$/g, "").split(/\s+/).filter(Boolean);
	if (words.length === 0) return [];
	const found: { emoji: Emoji; rank: number; place: number }[] = [];
	for (const [place, emoji] of all.entries()) {
		const ranks = words.map((word) => rankOf(emoji, word));
		if (ranks.some((rank) => rank === null)) continue;
		found.push({ emoji, rank: Math.max(...ranks.map((rank) => rank ?? 0)), place });
	}
	return found
		.sort((a, b) => a.rank - b.rank || a.place - b.place)
		.slice(0, most)
		.map(({ emoji }) => emoji);
}

/** The emoji of a server whose names contain the query, those that begin with it first. */
export function searchServerEmoji(all: readonly ServerEmoji[], query: string): ServerEmoji[] {
	const word = query.trim().toLowerCase().replace(/^:|:$/g, "");
	if (!word) return [];
	const found = all.filter(({ name }) => name.includes(word));
	const begins = ({ name }: ServerEmoji) => name.startsWith(word);
	return [...found.filter(begins), ...found.filter((one) => !begins(one))];
}

function rankOf({ codes, name, tags }: Emoji, word: string): number | null {
	const lowered = name.toLocaleLowerCase();
	if (codes.includes(word) || lowered === word) return 0;
	if (codes.some((code) => code.startsWith(word))) return 1;
	if (lowered.startsWith(word)) return 2;
	if (tags.includes(word)) return 3;
	if (lowered.split(/[\s:-]+/).some((part) => part.startsWith(word))) return 4;
	if (tags.some((tag) => tag.startsWith(word)) || codes.some((code) => code.includes(`_${word}`))) return 5;
	if (lowered.includes(word) || codes.some((code) => code.includes(word))) return 6;
	return null;
}
