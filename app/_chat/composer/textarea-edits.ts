/** Inserts text in a field as if typed, so that it can be undone and the field's listeners receive it. */
export function replaceRange(field: HTMLTextAreaElement, from: number, to: number, text: string): void {
	field.focus();
	field.setSelectionRange(from, to);
	// The only way that keeps the undo history; it fails if the user has disabled it.
	if (document.execCommand(text === "" ? "delete" : "insertText", false, text)) return;
	field.setRangeText(text, from, to, "end");
	field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Pasting an address on a selection makes it a link. Returns true if it did. */
export function linkSelection(field: HTMLTextAreaElement, pasted: string): boolean {
	const { selectionStart: from, selectionEnd: to, value } = field;
	const selected = value.slice(from, to);
	const url = pasted.trim();
	if (selected.trim() === "" || /[\n[\]]/.test(selected) || URL.canParse(selected)) return false;
	if (!/^https?:\/\/[^\s()]+$/i.test(url)) return false;
	replaceRange(field, from, to, `[${selected}](${url})`);
	return true;
}
