import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { createAppState } from "../process/create-app-state";
import { drawPicture } from "./draw-picture";
import { inspect } from "./inspect";

const [mallory, ada] = [1, 2];
let folder: string;

before(() => {
	folder = mkdtempSync(join(tmpdir(), "hearth-pictures-"));
	config.filesDir = folder;
	createAppState("");
});
after(() => {
	appState().workers.pictures.close();
	rmSync(folder, { recursive: true, force: true });
});

const file = (bytes: Buffer): string => {
	const path = join(folder, `${Math.random()}`);
	writeFileSync(path, bytes);
	return path;
};
const blank = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: "#c40" } });
const png = (width: number, height: number) => blank(width, height).png().toBuffer();
const draw = (user: number, path: string, size = 50) =>
	drawPicture(user, path, [{ into: `${path}.webp`, width: size, height: size, fit: "inside" }]);

/** A PNG whose header declares a larger size, with these bits a channel, interlaced or not. */
async function pngOf(width: number, height: number, bits = 8, interlaced = 0): Promise<Buffer> {
	const bytes = await png(10, 10);
	bytes.writeUInt32BE(width, 16);
	bytes.writeUInt32BE(height, 20);
	bytes.writeUInt8(bits, 24);
	bytes.writeUInt8(interlaced, 28);
	return bytes;
}

/** A JPEG with this many empty scans. */
async function jpegOf(scans: number): Promise<Buffer> {
	const bytes = await blank(64, 64).jpeg({ progressive: false }).toBuffer();
	const scan = Buffer.from(`ffda0008010100003f00${"55ff00".repeat(30)}`, "hex");
	return Buffer.concat([bytes.subarray(0, -2), ...Array(scans - 1).fill(scan), bytes.subarray(-2)]);
}

/** A GIF with this many frames, each of a single pixel and 15 bytes. */
const gifOf = (frames: number) =>
	Buffer.concat([
		Buffer.from("47494638396101000100800000", "hex"),
		Buffer.from("000000ffffff", "hex"),
		...Array(frames).fill(Buffer.from("2c00000000010001000002024c0100", "hex")),
		Buffer.from("3b", "hex"),
	]);

const chunk = (type: string, size: number) => {
	const bytes = Buffer.alloc(12 + size);
	bytes.writeUInt32BE(size, 0);
	bytes.write(type, 4, "latin1");
	return bytes;
};
async function apngOf(frames: number): Promise<Buffer> {
	const bytes = await png(10, 10);
	return Buffer.concat([bytes.subarray(0, 33), ...Array(frames).fill(chunk("fcTL", 26)), bytes.subarray(33)]);
}
function webpOf(frames: number): Buffer {
	const frame = Buffer.from("414e4d460100000000 00".replace(/ /g, ""), "hex");
	return Buffer.concat([Buffer.from("RIFF\xff\xff\xff\x7fWEBP", "latin1"), ...Array(frames).fill(frame)]);
}

const box = (type: string, ...parts: (Buffer | number)[]) => {
	const body = Buffer.concat(parts.map((part) => (typeof part === "number" ? uint(part) : part)));
	return Buffer.concat([uint(8 + body.length), Buffer.from(type, "latin1"), body]);
};
const uint = (value: number, bytes = 4) => {
	const buffer = Buffer.alloc(bytes);
	buffer.writeUIntBE(value, 0, bytes);
	return buffer;
};

/** AV1 data that begins with a sequence header of this size between other units; with every optional part. */
function frameOf(width: number, height: number, isFull = false): Buffer {
	const bit = (value: number, count: number) => value.toString(2).padStart(count, "0");
	const timing = isFull
		? `1${bit(1, 32)}${bit(1, 32)}1${"00101"}1${bit(9, 5)}${bit(1, 32)}${bit(9, 5)}${bit(9, 5)}`
		: "0";
	const points = isFull
		? `1${bit(1, 5)}${`${bit(0, 12)}${bit(9, 5)}01${bit(5, 21)}1${bit(9, 4)}`.repeat(2)}`
		: `0${bit(0, 22)}`;
	const size = `${bit(15, 4).repeat(2)}${bit(width - 1, 16)}${bit(height - 1, 16)}`;
	const bits = `00000${timing}${points}${size}`;
	const header = Buffer.from(bits.match(/.{1,8}/g)?.map((byte) => Number.parseInt(byte.padEnd(8, "0"), 2)) ?? []);
	return Buffer.concat([Buffer.from([0x12, 0, 0x0e, 0, header.length]), header, Buffer.from([0x30, 1, 2])]);
}

/** A still AVIF of 64 by 64 with a track of these frames, which declares the same small size. */
async function avisOf(
	frames: Buffer[],
	{ entry = [64, 64], wide = false, spread = frames.length } = {},
): Promise<Buffer> {
	const still = await blank(64, 64).avif().toBuffer();
	const data = box("mdat", ...frames);
	const offsets: number[] = [];
	for (let n = 0; n < frames.length; n += spread)
		offsets.push(still.length + 8 + Buffer.concat(frames.slice(0, n)).length);
	const described = Buffer.concat([Buffer.alloc(24), uint(entry[0] ?? 0, 2), uint(entry[1] ?? 0, 2), Buffer.alloc(50)]);
	const table = box(
		"stbl",
		box("stsd", 0, 1, box("av01", described, box("av1C", 0x81000000))),
		box("stts", 0, 1, frames.length, 1),
		box("stsz", 0, 0, frames.length, ...frames.map(({ length }) => length)),
		box("stsc", 0, 1, 1, spread, 1),
		box(wide ? "co64" : "stco", 0, offsets.length, ...offsets.flatMap((at) => (wide ? [0, at] : [at]))),
	);
	const zeros = (bytes: number) => Buffer.alloc(bytes);
	const film = box("mvhd", 0, 0, 0, 1000, 0, zeros(80));
	const head = box("tkhd", 7, 0, 0, 1, 0, 0, zeros(52), 64 << 16, 64 << 16);
	const kind = box("hdlr", 0, 0, Buffer.from("pict"), zeros(13));
	const media = box("mdia", box("mdhd", 0, 0, 0, 1000, 0, 0), kind, box("minf", box("vmhd", 1, zeros(8)), table));
	return Buffer.concat([still, data, box("moov", film, box("trak", head, media))]);
}

test("an animated AVIF is measured by its frames, whatever its still picture and its boxes declare", async () => {
	const small = frameOf(64, 64);
	const drawn = async (bytes: Buffer) => draw(ada, file(bytes));
	for (const full of [false, true]) {
		const large = [small, small, frameOf(2001, 2000, full)];
		for (const options of [{}, { wide: true }, { spread: 1 }, { spread: 2, wide: true }])
			assert.deepEqual(inspect(file(await avisOf(large, options))).track, { width: 2001, height: 2000 });
		assert.equal((await drawn(await avisOf([small, frameOf(2000, 2000, full)])))?.animated, true);
		assert.equal((await drawn(await avisOf(large)))?.animated, false);
		for (const [width, height] of [[8001, 8000] as const, [16_385, 1] as const])
			await assert.rejects(drawn(await avisOf([small, frameOf(width, height, full)])), { code: "invalid_request" });
	}
	assert.deepEqual(inspect(file(await avisOf([small], { entry: [2001, 2000] }))).track, { width: 2001, height: 2000 });
	await assert.rejects(drawn(await avisOf(Array(10_001).fill(small))), { code: "invalid_request" });
	assert.equal((await drawn(await avisOf([small])))?.animated, false);
});

test("rejects a track that cannot be parsed, in time linear in the file's size", async () => {
	const good = await avisOf([frameOf(64, 64), frameOf(64, 64)]);
	const at = (name: string, offset: number) => good.indexOf(name) + offset;
	const broken = (place: number, value: number) => {
		const bytes = Buffer.from(good);
		bytes.writeUInt32BE(value, place);
		return bytes;
	};
	for (const [what, bytes] of [
		["a box beyond the end", broken(at("mdia", -4), 0x7fffffff)],
		["a box smaller than its head", broken(at("mdia", -4), 4)],
		["no sizes", broken(at("stsz", 0), 0)],
		["frames beyond the end", broken(at("stco", 12), 0x7fffffff)],
		["frames in no chunk", broken(at("stsc", 16), 0)],
		["more frames than chunks", broken(at("stsz", 12), 9000)],
		["frames that share their bytes", broken(at("stsz", 8), good.length)],
	] as const)
		assert.equal(await draw(ada, file(bytes)), null, what);
});

test("rejects pictures that would take too much time or memory before decoding them, each with its reason", async () => {
	const wide = await pngOf(60_000_000, 1);
	for (const [bytes, reason] of [
		[await pngOf(1, 60_000_000), /16,384 pixels/],
		[wide, /16,384 pixels/],
		[await pngOf(16_385, 10), /16,384 pixels/],
		[await pngOf(8001, 8000), /64 million/],
		[await pngOf(4001, 4000, 16), /16 million/],
		[await pngOf(4001, 4000, 8, 1), /16 million/],
		[await jpegOf(101), /100 scans/],
		[await jpegOf(8000), /100 scans/],
		[gifOf(10_001), /10,000 frames/],
		[gifOf(1_600_000), /10,000 frames/],
		[webpOf(10_001), /10,000 frames/],
		[await apngOf(10_001), /10,000 frames/],
	] as const) {
		const path = file(bytes);
		await assert.rejects(draw(mallory, path), ({ code, fields }) => {
			assert.equal(code, "invalid_request");
			assert.match(fields.file, reason);
			return true;
		});
		assert.ok(!existsSync(`${path}.webp`));
	}
});

test("renders pictures within the limits, whatever their structure", async () => {
	const jpeg = await jpegOf(1);
	const film = Buffer.alloc(30_000, Buffer.from("ffda", "hex"));
	const segment = Buffer.concat([Buffer.from("ffe47532", "hex"), film]);
	assert.equal(inspect(file(await jpegOf(100))).scans, 100);
	for (const bytes of [
		// A camera's embedded film or preview is no scan, inside a segment or after the picture.
		Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]),
		Buffer.concat([jpeg, film]),
		await blank(64, 64).jpeg({ progressive: true }).toBuffer(),
		await blank(40, 4).png({ progressive: true }).toBuffer(),
		await blank(40, 4).toColourspace("rgb16").png().toBuffer(),
		await blank(16_384, 2).png().toBuffer(),
		gifOf(10_000),
	])
		assert.ok(await draw(ada, file(bytes)));
});

test("counts frames in every animated format", async () => {
	const frames = [await png(20, 20), await blank(20, 20).negate().png().toBuffer()];
	const moving = (format: "gif" | "webp") =>
		sharp(frames, { join: { animated: true } })
			.toFormat(format, { loop: 0 })
			.toBuffer();
	const still = blank(20, 20);
	for (const [bytes, count] of [
		[await moving("gif"), 2],
		[await moving("webp"), 2],
		[await apngOf(3), 3],
		[await avisOf([frameOf(20, 20), frameOf(20, 20), frameOf(20, 20)]), 3],
		[await avisOf([]), 1],
		[Buffer.from("\0\0\0\x18ftypavis\0\0\0\0avifmif1", "latin1"), 1],
		[await still.clone().gif().toBuffer(), 1],
		[await still.clone().webp().toBuffer(), 1],
		[await still.clone().avif().toBuffer(), 1],
		[await still.clone().png().toBuffer(), 1],
		[await still.clone().jpeg().toBuffer(), 1],
		[Buffer.from("GIF8"), 0],
		[Buffer.from("RIFF\0\0\0\0WEBP", "latin1"), 1],
		[Buffer.from([0xff, 0xd8, 0xff]), 1],
		[Buffer.alloc(0), 1],
	] as const)
		assert.equal(inspect(file(bytes)).frames, count);
});

test("a very large animated picture is reported as still", async () => {
	for (const [height, animated] of [
		[2000, true],
		[2001, false],
	] as const) {
		const frames = [blank(2000, height), blank(2000, height).negate()];
		const pages = await Promise.all(frames.map((frame) => frame.png().toBuffer()));
		for (const format of ["gif", "webp"] as const) {
			const moving = await sharp(pages, { join: { animated: true } })
				.toFormat(format, { effort: format === "gif" ? 1 : 0, lossless: true })
				.toBuffer();
			assert.equal((await draw(ada, file(moving)))?.animated, animated, `${format} ${height}`);
		}
	}
});

test("an endless rendering is killed at its deadline and leaves nothing; another user's picture is done meanwhile", async () => {
	// A pipe without a writer: its reader waits for ever and blocks the event loop.
	const hostile = join(folder, "endless");
	execFileSync("mkfifo", [hostile]);
	const small = file(await png(1, 1));
	// Starts both processes: the start of one may take longer than the deadline.
	await Promise.all([draw(ada, small), draw(mallory, small)]);
	const order: string[] = [];
	const sizes = [{ into: `${hostile}.webp`, width: 9, height: 9, fit: "cover" as const }];
	await Promise.all([
		drawPicture(mallory, hostile, sizes, { deadlineMs: 3000 }).then((drawn) => order.push(`hostile ${drawn}`)),
		draw(ada, small).then((drawn) => order.push(`ada ${drawn?.width}`)),
	]);
	assert.deepEqual(order, ["ada 1", "hostile null"]);
	assert.ok(!existsSync(`${hostile}.webp`));
});

test("renders several sizes and a part, and rejects an area outside the picture", async () => {
	const path = file(
		await blank(200, 100)
			.withMetadata({ orientation: 6 })
			.withExif({ IFD0: { Copyright: "somebody" } })
			.jpeg()
			.toBuffer(),
	);
	const sizes = [
		{ into: `${path}-a`, width: 32, height: 32, fit: "cover" as const },
		{ into: `${path}-b`, width: 500, height: 500, fit: "inside" as const },
	];
	const drawn = await drawPicture(ada, path, sizes, { crop: { left: 10, top: 20, width: 40, height: 80 } });
	assert.deepEqual([drawn?.width, drawn?.height, drawn?.animated], [100, 200, false]);
	assert.deepEqual(
		drawn?.sizes.map(({ width, height }) => [width, height]),
		[
			[32, 32],
			[40, 80],
		],
	);
	const { exif, format } = await sharp(`${path}-a`).metadata();
	assert.deepEqual([exif, format], [undefined, "webp"]);
	const outside = { left: 90, top: 0, width: 20, height: 20 };
	await assert.rejects(drawPicture(ada, path, sizes, { crop: outside }), { code: "invalid_request" });
	for (const { into } of sizes) assert.ok(!readdirSync(folder).includes(into.slice(folder.length + 1)));
});
