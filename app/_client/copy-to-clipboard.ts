/** Puts a text on the clipboard. Without TLS there is none to write to, only the old way of copying a selection. */
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
