/**
 * The one emoji that a text is, in its fully qualified form, so that a heart is one kind however it was typed; null where
 * it is none.
 */
export function emojiIn(text: string): string | null {
	if (text.length > 64) return null;
	const bare = text.replace(/[\uFE0E\uFE0F]/g, "");
	const form = bare.replace(/(?!\p{Emoji_Presentation})\p{Emoji}(?!\p{Emoji_Modifier})/gu, "$&\uFE0F");
	return [form, bare].find((candidate) => /^\p{RGI_Emoji}$/v.test(candidate)) ?? null;
}
