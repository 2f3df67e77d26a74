import type { Bytes } from "./file-bytes";

export type Size = { width: number; height: number };
type Box = { type: string; from: number; to: number };
type Samples = { sizes: number[]; offsets: number[] };

/** The maximum of boxes next to each other; no real picture has more. */
const mostBoxes = 1000;
const sequenceHeader = 1;

class Unreadable extends Error {}

/**
 * The number of frames in an AVIF's tracks, counted up to one more than `most`, and the largest size that a decoder may
 * meet in them. The sizes in tracks and boxes are only claims: decoders use the sequence headers in the frames' own
 * data, so these are read, each once, in time linear in the file's size. A file without a track has one frame.
 */
export function trackOf(bytes: Bytes, most: number): { frames: number; track?: Size | null } {
	try {
		const movie = boxesIn(bytes, 0, bytes.size).find(({ type }) => type === "moov");
		if (!movie) return { frames: 1 };
		const largest = { width: 0, height: 0 };
		let frames = 0;
		for (const track of boxesIn(bytes, movie.from, movie.to).filter(({ type }) => type === "trak")) {
			const table = inside(bytes, track, "mdia", "minf", "stbl");
			if (!table) throw new Unreadable();
			const samples = samplesOf(bytes, table, most);
			frames = Math.max(frames, samples.sizes.length);
			if (frames > most) break;
			measure(bytes, table, samples, largest);
		}
		return { frames: Math.max(1, frames), track: largest };
	} catch (error) {
		if (error instanceof Unreadable) return { frames: 2, track: null };
		throw error;
	}
}

function boxesIn(bytes: Bytes, from: number, to: number): Box[] {
	const boxes: Box[] = [];
	for (let at = from; at + 8 <= to; ) {
		const short = bytes.uint(at, 4);
		const size = short === 0 ? to - at : short === 1 ? bytes.uint(at + 8, 8) : short;
		const head = short === 1 ? 16 : 8;
		if (!(size >= head) || at + size > to || boxes.length >= mostBoxes) throw new Unreadable();
		boxes.push({ type: bytes.text(at + 4, 4), from: at + head, to: at + size });
		at += size;
	}
	return boxes;
}

/** The box at this path. */
const inside = (bytes: Bytes, box: Box, ...path: string[]): Box | undefined =>
	path.reduce<Box | undefined>(
		(at, name) => at && boxesIn(bytes, at.from, at.to).find(({ type }) => type === name),
		box,
	);

function samplesOf(bytes: Bytes, table: Box, most: number): Samples {
	const box = (name: string) => inside(bytes, table, name);
	const [sizeBox, runs, chunks, wideChunks] = ["stsz", "stsc", "stco", "co64"].map(box);
	const places = chunks ?? wideChunks;
	if (!sizeBox || !runs || !places) throw new Unreadable();
	const same = bytes.uint(sizeBox.from + 4, 4);
	const count = Math.min(bytes.uint(sizeBox.from + 8, 4), most + 1);
	const sizes = Array.from({ length: count }, (_, n) => same || bytes.uint(sizeBox.from + 12 + 4 * n, 4));
	const placeBytes = chunks ? 4 : 8;
	const offsets: number[] = [];
	let run = 0;
	for (let chunk = 0; offsets.length < count; chunk++) {
		const next = run + 1;
		if (next < bytes.uint(runs.from + 4, 4) && chunk + 1 >= bytes.uint(runs.from + 8 + 12 * next, 4)) run = next;
		const inChunk = bytes.uint(runs.from + 12 + 12 * run, 4);
		if (!(inChunk > 0) || chunk >= bytes.uint(places.from + 4, 4)) throw new Unreadable();
		let offset = bytes.uint(places.from + 8 + placeBytes * chunk, placeBytes);
		for (let left = Math.min(inChunk, count - offsets.length); left > 0; left--) {
			offsets.push(offset);
			offset += sizes[offsets.length - 1] ?? 0;
		}
	}
	return { sizes, offsets };
}

/** Enlarges `largest` to the maximum size of the track's description and its frames. */
function measure(bytes: Bytes, table: Box, { sizes, offsets }: Samples, largest: Size): void {
	// Frames that share their bytes could be many times the file.
	if (!(sizes.reduce((sum, size) => sum + size, 0) <= bytes.size)) throw new Unreadable();
	const described = inside(bytes, table, "stsd");
	if (!described) throw new Unreadable();
	for (const entry of boxesIn(bytes, described.from + 8, described.to)) {
		enlarge(largest, { width: bytes.uint(entry.from + 24, 2), height: bytes.uint(entry.from + 26, 2) });
		const settings = boxesIn(bytes, entry.from + 78, entry.to).find(({ type }) => type === "av1C");
		if (settings) measureUnits(bytes, settings.from + 4, settings.to, largest);
	}
	for (const [n, offset] of offsets.entries()) measureUnits(bytes, offset, offset + (sizes[n] ?? 0), largest);
}

/** AV1 data consists of units (OBUs), each with a header. */
function measureUnits(bytes: Bytes, from: number, to: number, largest: Size): void {
	for (let at = from; at < to; ) {
		const head = bytes.at(at);
		if (Number.isNaN(head)) throw new Unreadable();
		at += head & 4 ? 2 : 1;
		let size = to - at;
		if (head & 2) {
			size = 0;
			for (let n = 0, byte = 0x80; byte & 0x80; n++) {
				if (n === 8) throw new Unreadable();
				byte = bytes.at(at++);
				size += (byte & 0x7f) * 2 ** (7 * n);
			}
		}
		if (!(at + size <= to)) throw new Unreadable();
		if (((head >> 3) & 15) === sequenceHeader) enlarge(largest, sizeIn(new Bits(bytes, at)));
		at += size;
	}
}

function enlarge(largest: Size, { width, height }: Size): void {
	if (Number.isNaN(width + height)) throw new Unreadable();
	largest.width = Math.max(largest.width, width);
	largest.height = Math.max(largest.height, height);
}

class Bits {
	private position = 0;

	constructor(
		private readonly bytes: Bytes,
		private readonly from: number,
	) {}

	take(count: number): number {
		let value = 0;
		for (let n = 0; n < count; n++, this.position++)
			value = value * 2 + ((this.bytes.at(this.from + (this.position >> 3)) >> (7 - (this.position & 7))) & 1);
		return value;
	}

	/** The format's variable-length number. */
	takeLong(): void {
		let zeros = 0;
		while (zeros < 32 && this.take(1) === 0) zeros++;
		this.take(zeros === 32 ? 0 : zeros);
	}
}

/** The largest frame that a sequence header allows (AV1, section 5.5.1). */
function sizeIn(bits: Bits): Size {
	bits.take(4);
	const isReduced = bits.take(1) === 1;
	if (isReduced) bits.take(5);
	else skipOperatingPoints(bits);
	const [widthBits, heightBits] = [bits.take(4) + 1, bits.take(4) + 1];
	return { width: bits.take(widthBits) + 1, height: bits.take(heightBits) + 1 };
}

function skipOperatingPoints(bits: Bits): void {
	let delayBits = 0;
	if (bits.take(1)) {
		bits.take(64);
		if (bits.take(1)) bits.takeLong();
		if (bits.take(1)) {
			delayBits = bits.take(5) + 1;
			bits.take(32 + 5 + 5);
		}
	}
	const hasDisplayDelay = bits.take(1) === 1;
	for (let left = bits.take(5) + 1; left > 0; left--) {
		bits.take(12);
		if (bits.take(5) > 7) bits.take(1);
		if (delayBits > 0 && bits.take(1)) bits.take(2 * delayBits + 1);
		if (hasDisplayDelay && bits.take(1)) bits.take(4);
	}
}
