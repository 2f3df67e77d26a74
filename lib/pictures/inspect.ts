import { closeSync, openSync } from "node:fs";
import { type Size, trackOf } from "./avif";
import { Bytes } from "./file-bytes";

/** The structure of a picture file, read before decoding. */
export type Structure = {
	/** The number of frames, up to the limit. */
	frames: number;
	/** The passes of a JPEG over its pixels: a decoder works through each. */
	scans: number;
	/** The maximum size of an AVIF track's frames, whatever its still picture is; null if it cannot be determined. */
	track?: Size | null;
	/** A PNG that is decoded completely at once, or takes twice the memory. */
	heavy: boolean;
};

export const maxFrames = 10_000;
export const maxScans = 100;

/** Counts in time linear in the file's size, and no further than the limits. */
export function inspect(path: string): Structure {
	const file = openSync(path, "r");
	try {
		const bytes = new Bytes(file);
		const structure = { frames: 1, scans: 1, heavy: false };
		if (bytes.uint(0, 2) === 0xffd8) return { ...structure, scans: jpegScans(bytes) };
		if (bytes.text(1, 3) === "PNG")
			return { ...structure, frames: pngFrames(bytes), heavy: bytes.at(24) === 16 || bytes.at(28) === 1 };
		if (bytes.text(0, 4) === "GIF8") return { ...structure, frames: gifFrames(bytes) };
		if (bytes.text(0, 4) === "RIFF" && bytes.text(8, 4) === "WEBP") return { ...structure, frames: webpFrames(bytes) };
		if (bytes.text(4, 4) === "ftyp") return { ...structure, ...trackOf(bytes, maxFrames) };
		return structure;
	} finally {
		closeSync(file);
	}
}

/** Segments are skipped by their length, so that an embedded preview or film is not counted. */
function jpegScans(bytes: Bytes): number {
	let scans = 0;
	for (let position = 2; scans <= maxScans; ) {
		while (bytes.at(position) !== 0xff) if (Number.isNaN(bytes.at(position++))) return scans;
		while (bytes.at(position) === 0xff) position++;
		const marker = bytes.at(position++);
		if (Number.isNaN(marker) || marker === 0xd9) return scans;
		// A scan's header is followed by its data, in which 0xff is followed by 0 or a restart marker.
		if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) continue;
		if (marker === 0xda) scans++;
		position += Math.max(2, bytes.uint(position, 2));
	}
	return scans;
}

function pngFrames(bytes: Bytes): number {
	let frames = 0;
	for (let position = 8; frames <= maxFrames; ) {
		const length = bytes.uint(position, 4);
		const type = bytes.text(position + 4, 4);
		if (Number.isNaN(length) || type === "IEND") break;
		if (type === "fcTL") frames++;
		position += 12 + length;
	}
	return Math.max(1, frames);
}

function gifFrames(bytes: Bytes): number {
	const tableBytes = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
	let frames = 0;
	for (let position = 13 + tableBytes(bytes.at(10)); frames <= maxFrames; ) {
		const block = bytes.at(position);
		if (block === 0x2c) {
			frames++;
			position += 11 + tableBytes(bytes.at(position + 9));
		} else if (block === 0x21) position += 2;
		else break;
		for (let size = bytes.at(position); size > 0; size = bytes.at(position)) position += 1 + size;
		position++;
	}
	return frames;
}

function webpFrames(bytes: Bytes): number {
	let frames = 0;
	for (let position = 12; frames <= maxFrames; ) {
		const size = bytes.uint(position + 4, 4, true);
		if (Number.isNaN(size)) break;
		if (bytes.text(position, 4) === "ANMF") frames++;
		position += 8 + size + (size % 2);
	}
	return Math.max(1, frames);
}
