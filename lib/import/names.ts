import { LRUCache } from "lru-cache";
import { normalized } from "../markdown/normalized";
import { lengthOf } from "../text/schema";
import { channelNameOf, toSingleLine } from "../text/single-line";
import { isUsername } from "../users/username";

/** Letters a–z, digits, dots and underscores, 2 to 32. A valid name stays except for its case. */
export function usernameFrom(original: string): string {
	const lower = original.toLowerCase();
	if (isUsername.test(lower)) return lower;
	const plain = normalized(lower, "NFKD").replace(/\p{M}/gu, "");
	const base = trimmed(plain.replace(/[^a-z0-9_.]+/g, "_").replace(/\.{2,}/g, "."), /^[_.]+|[_.]+$/g);
	if (base.length >= 2) return trimmed(base.slice(0, 32), /[_.]+$/g);
	return base ? `user_${base}` : "user";
}

/** Letters and digits of any script, hyphens and underscores, 1 to 80. */
export function channelNameFrom(original: string): string {
	const plain = channelNameOf(original).replace(/[^\p{L}\p{M}\p{N}_-]+/gu, "-");
	const base = trimmed(plain, /^[-\p{M}]+|-+$/gu);
	return firstOf(base, 80) || "channel";
}

/** The display name: the original, up to the maximum length. */
export function displayNameFrom(original: string): string {
	return firstOf(toSingleLine(original).trim(), 100).trim();
}

/** The n-th name to try if the earlier ones are taken: `ada`, `ada_2`, `ada_3`, at most `most` characters long. */
export function numbered(base: string, n: number, marker: "_" | "-", most: number): string {
	if (n === 1) return base;
	const suffix = `${marker}${n}`;
	return firstOf(base, most - suffix.length) + suffix;
}

/** Counts the attempts for each name, so that thousands of equal names do not all begin at the first again. */
export class Tries {
	private readonly made = new LRUCache<string, number>({ max: 50_000 });

	next(base: string, first = 1): number {
		const n = (this.made.get(base) ?? first - 1) + 1;
		this.made.set(base, n);
		return n;
	}
}

const trimmed = (text: string, ends: RegExp) => text.replace(ends, "");

function firstOf(text: string, most: number): string {
	return lengthOf(text) <= most ? text : [...text].slice(0, most).join("");
}
