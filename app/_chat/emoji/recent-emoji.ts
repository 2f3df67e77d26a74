import { readJson, writeJson } from "@/app/_client/safe-storage";
import { customIn, type EmojiToken } from "./emoji-token";

/** This device's recent emoji. */
const recentKey = "hearth.emoji.recent";
const mostRecent = 24;
/** Of all servers. */
const mostKept = 96;

/** Common emoji, until the user has recent ones. */
const usual = ["👍", "❤️", "😂", "🔥", "🎉", "👀", "🙏", "✅", "😄", "😍", "🤔", "😅", "😢", "😭", "😮", "👏"];

/** The recent emoji, of servers only those with these ids. */
export function recentEmoji(serverEmoji: ReadonlySet<number> = new Set()): EmojiToken[] {
	return recentTokens()
		.filter((token) => {
			const custom = customIn(token);
			return !custom || serverEmoji.has(custom.id);
		})
		.slice(0, mostRecent);
}

export function rememberEmoji(token: EmojiToken): void {
	writeJson(recentKey, [...new Set([token, ...recentTokens()])].slice(0, mostKept));
}

function recentTokens(): EmojiToken[] {
	const kept = readJson(recentKey);
	const own = Array.isArray(kept) ? kept.filter((token) => typeof token === "string") : [];
	return [...new Set([...own, ...usual])];
}
