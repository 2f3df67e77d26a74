const ascii = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));

/** The type of a picture that browsers show and Hearth renders, from its first bytes; null for all others. */
export function pictureTypeOf(head: Uint8Array): string | null {
	if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "image/jpeg";
	if (ascii(head, 0, 8) === "\x89PNG\r\n\x1a\n") return "image/png";
	if (/^GIF8[79]a$/.test(ascii(head, 0, 6))) return "image/gif";
	if (ascii(head, 0, 4) === "RIFF" && ascii(head, 8, 12) === "WEBP") return "image/webp";
	return ascii(head, 4, 8) === "ftyp" && brandsOf(head).some((brand) => /^avi[fs]$/.test(brand)) ? "image/avif" : null;
}

/** The brands of a file in MP4's container format, the major one first. */
export function brandsOf(head: Uint8Array): string[] {
	const size = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0);
	const brands: string[] = [];
	for (let at = 8; at + 4 <= Math.min(size, head.length, 512); at += at === 8 ? 8 : 4)
		brands.push(ascii(head, at, at + 4));
	return brands;
}
