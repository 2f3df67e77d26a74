import { readJson, writeJson } from "@/app/_client/safe-storage";

/** This device's recent emoji and skin tone. */
const recentKey = "hearth.emoji.recent";
const toneKey = "hearth.emoji.tone";
const mostRecent = 24;

/** Common emoji, until the user has recent ones. */
const usual = ["👍", "❤️", "😂", "🔥", "🎉", "👀", "🙏", "✅", "😄", "😍", "🤔", "😅", "😢", "😭", "😮", "👏"];

export function recentEmoji(): string[] {
	const kept = readJson(recentKey);
	const own = Array.isArray(kept) ? kept.filter((sign) => typeof sign === "string") : [];
	return [...new Set([...own, ...usual])].slice(0, mostRecent);
}

export function rememberEmoji(sign: string): void {
	writeJson(recentKey, [...new Set([sign, ...recentEmoji()])].slice(0, mostRecent));
}

/** 0: default; 1 to 5 from light to dark. */
export function chosenTone(): number {
	const tone = readJson(toneKey);
	return typeof tone === "number" && Number.isInteger(tone) && tone >= 0 && tone <= 5 ? tone : 0;
}

export const rememberTone = (tone: number) => writeJson(toneKey, tone);
