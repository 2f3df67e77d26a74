/** Moves the focus to the field with this name: the first one that is wrong. */
export function focusField(form: HTMLFormElement, name: string): void {
	const field = form.elements.namedItem(name);
	if (field instanceof HTMLElement) field.focus();
}
