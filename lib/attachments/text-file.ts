/** Byte order marks, which name the encoding. That of UTF-32 begins with that of UTF-16. */
const byteOrderMarks: [mark: number[], encoding: string][] = [
	[[0xff, 0xfe, 0x00, 0x00], "utf-32le"],
	[[0x00, 0x00, 0xfe, 0xff], "utf-32be"],
	[[0xef, 0xbb, 0xbf], "utf-8"],
	[[0xff, 0xfe], "utf-16le"],
	[[0xfe, 0xff], "utf-16be"],
];

/** Characters that never occur in text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern looks for control characters
const noText = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffe\uffff]/;

/** Whether a file begins with text: in UTF-8, or in the encoding of its byte order mark. */
export function isText(head: Uint8Array): boolean {
	const [marker = [], encoding = "utf-8"] =
		byteOrderMarks.find(([position]) => position.every((byte, n) => head[n] === byte)) ?? [];
	const bytes = head.subarray(marker.length);
	const text = encoding.startsWith("utf-32") ? utf32(bytes, encoding === "utf-32le") : decoded(bytes, encoding);
	return text !== null && !noText.test(text);
}

function decoded(bytes: Uint8Array, encoding: string): string | null {
	try {
		// The last character may be incomplete.
		return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
	} catch {
		return null;
	}
}

function utf32(bytes: Uint8Array, isLittleEndian: boolean): string | null {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const letters: string[] = [];
	for (let at = 0; at + 4 <= bytes.length; at += 4) {
		const code = view.getUint32(at, isLittleEndian);
		if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null;
		letters.push(String.fromCodePoint(code));
	}
	return letters.join("");
}
