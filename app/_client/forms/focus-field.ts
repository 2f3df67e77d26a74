const longestWaitFrames = 10;

/** After an attempt that failed: moves the focus to the first field that shows an error, as soon as it does. */
export function focusFirstError(form: HTMLFormElement, frames = longestWaitFrames): void {
	requestAnimationFrame(() => {
		const field = form.querySelector<HTMLElement>("[aria-invalid=true]");
		if (field) field.focus();
		else if (frames > 1) focusFirstError(form, frames - 1);
	});
}

/** Moves the focus to the field with this name: the first one that is wrong. */
export function focusField(form: HTMLFormElement, name: string): void {
	const field = form.elements.namedItem(name);
	if (field instanceof HTMLElement) field.focus();
}
