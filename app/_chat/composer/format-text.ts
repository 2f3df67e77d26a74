import { replaceRange } from "./textarea-edits";

export const delimiters = { b: "**", i: "*", e: "`" } as const;
export type FormatKey = keyof typeof delimiters;

/** The selection with markers added or removed; and the resulting selection. */
export function wrapped(
	content: string,
	from: number,
	to: number,
	marker: string,
): { from: number; to: number; text: string; select: [number, number] } {
	const inner = content.slice(from, to);
	const size = marker.length;
	const isMarkedInside = inner.length >= size * 2 && inner.startsWith(marker) && inner.endsWith(marker);
	if (isMarkedInside) {
		const text = inner.slice(size, -size);
		return { from, to, text, select: [from, from + text.length] };
	}
	const isMarkedOutside =
		content.slice(0, from).endsWith(marker) &&
		content.slice(to).startsWith(marker) &&
		// One of two asterisks is no marker of its own.
		(marker !== "*" || !content.slice(0, from).endsWith("**") || content.slice(0, from).endsWith("***"));
	if (isMarkedOutside)
		return { from: from - size, to: to + size, text: inner, select: [from - size, from - size + inner.length] };
	return { from, to, text: marker + inner + marker, select: [from + size, to + size] };
}

/** Adds or removes formatting of the selection in a field. */
export function toggleFormat(field: HTMLTextAreaElement, key: FormatKey): void {
	const change = wrapped(field.value, field.selectionStart, field.selectionEnd, delimiters[key]);
	replaceRange(field, change.from, change.to, change.text);
	field.setSelectionRange(...change.select);
}
