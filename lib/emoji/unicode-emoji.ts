/**
 * The fully qualified form of a text that is a single emoji, so that every form of a heart counts as the same reaction.
 * Null otherwise.
 */
export function emojiIn(text: string): string | null {
	if (text.length > 64) return null;
	const bare = text.replace(/[\uFE0E\uFE0F]/g, "");
	const form = bare.replace(/(?!\p{Emoji_Presentation})\p{Emoji}(?!\p{Emoji_Modifier})/gu, "$&\uFE0F");
	return [form, bare].find((candidate) => /^\p{RGI_Emoji}$/v.test(candidate)) ?? null;
}
