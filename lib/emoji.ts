/** The one emoji that a text is, in its fully qualified form, so that a heart is one kind however it was typed; null where it is none. */
export function emojiIn(text: string): string | null {
	for (const form of [text, `${text}\uFE0F`]) if (form.length <= 64 && /^\p{RGI_Emoji}$/v.test(form)) return form;
	return null;
}
