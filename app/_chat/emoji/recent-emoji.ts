/** What this device remembers: the emoji taken lately, and the tone of skin. */
const recentKey = "hearth.emoji.recent";
const toneKey = "hearth.emoji.tone";
const mostRecent = 24;

/** What people reach for, until they have habits of their own. */
const usual = ["👍", "❤️", "😂", "🔥", "🎉", "👀", "🙏", "✅", "😄", "😍", "🤔", "😅", "😢", "😭", "😮", "👏"];

export function recentEmoji(): string[] {
	try {
		const kept: unknown = JSON.parse(localStorage.getItem(recentKey) ?? "[]");
		const own = Array.isArray(kept) ? kept.filter((sign) => typeof sign === "string") : [];
		return [...new Set([...own, ...usual])].slice(0, mostRecent);
	} catch {
		return usual;
	}
}

export function rememberEmoji(sign: string): void {
	keep(recentKey, JSON.stringify([...new Set([sign, ...recentEmoji()])].slice(0, mostRecent)));
}

/** 0: none; 1 to 5 from light to dark. */
export function chosenTone(): number {
	try {
		const tone = Number(localStorage.getItem(toneKey));
		return Number.isInteger(tone) && tone >= 0 && tone <= 5 ? tone : 0;
	} catch {
		return 0;
	}
}

export const rememberTone = (tone: number) => keep(toneKey, String(tone));

function keep(key: string, value: string): void {
	try {
		localStorage.setItem(key, value);
	} catch {
		// Habits begin anew next time.
	}
}
