/** Copies a text to the clipboard. Without TLS the clipboard API is missing, so it copies a selection. */
export async function copyToClipboard(text: string): Promise<boolean> {
	if (navigator.clipboard) {
		return navigator.clipboard.writeText(text).then(
			() => true,
			() => false,
		);
	}
	const field = document.createElement("textarea");
	field.value = text;
	field.style.position = "fixed";
	document.body.append(field);
	field.select();
	const done = document.execCommand("copy");
	field.remove();
	return done;
}
