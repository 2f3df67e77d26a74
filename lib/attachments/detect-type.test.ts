import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { detectType } from "./detect-type";

let folder: string;
before(() => {
	folder = mkdtempSync(join(tmpdir(), "hearth-kinds-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function serialized(bytes: Buffer | string): Promise<string> {
	const path = join(folder, "file");
	writeFileSync(path, bytes);
	const { type, kind } = await detectType(path);
	return `${kind} ${type}`;
}
const swapped = (text: string) => Buffer.from(text, "utf16le").swap16();
const utf32 = (text: string, isLittleEndian: boolean) =>
	Buffer.concat(
		[...text].map((letter) => {
			const bytes = Buffer.alloc(4);
			if (isLittleEndian) bytes.writeUInt32LE(letter.codePointAt(0) ?? 0);
			else bytes.writeUInt32BE(letter.codePointAt(0) ?? 0);
			return bytes;
		}),
	);
/** A box of the container format that MP4, HEIC and AVIF share. */
const ftyp = (...brands: string[]) => {
	const words = [brands[0], "\0\0\0\0", ...brands.slice(1)].join("");
	return Buffer.concat([
		Buffer.from([0, 0, 0, 8 + words.length]),
		Buffer.from(`ftyp${words}`, "latin1"),
		Buffer.alloc(64),
	]);
};
const frames = (header: string, length: number, count = 4) => {
	const frame = Buffer.alloc(length, 0x55);
	Buffer.from(header, "hex").copy(frame);
	return Buffer.concat(Array(count).fill(frame));
};

test("detects text in every encoding, whatever format its first letters resemble", async () => {
	const transcript = "**********************\r\nWindows PowerShell transcript start\r\n서울 😀\r\n";
	for (const bytes of [
		Buffer.from(`\ufeff${transcript}`, "utf16le"),
		swapped(`\ufeff${transcript}`),
		Buffer.from(`\ufeff${"x".repeat(70_000)}`, "utf16le"),
		swapped(`\ufeff${"😀".repeat(40_000)}`),
		utf32(`\ufeff${transcript}`, true),
		utf32(`\ufeff${transcript}`, false),
		Buffer.from(`\ufeff${transcript}`),
		Buffer.from([0xff, 0xfe]),
		Buffer.from([0xef, 0xbb, 0xbf]),
		Buffer.from("서".repeat(30_000)),
		'{"a": [1, 2, 3]}',
		"name;size\r\nkiln;3\r\n",
		"BMW, Audi, Opel",
		"MZ is how it begins",
		"ID3 is a label for songs",
		"GIF89a is a format",
		"OggS, RIFF and fLaC are others",
		"II*\nMM",
		"8BPS",
		"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
		Buffer.from("\ufeff<?xml version='1.0' encoding='utf-16'?><a/>", "utf16le"),
		swapped("\ufeff<?xml version='1.0' encoding='utf-16'?><a/>"),
		"<html><script>alert(1)</script>",
		"\x1b[31mred\x1b[0m in a terminal",
	])
		assert.equal(await serialized(bytes), "file text/plain", Buffer.from(bytes).toString("latin1", 0, 30));
});

test("rejects look-alikes of text and of MPEG audio", async () => {
	for (const bytes of [
		Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("\ud800x\ud800x", "utf16le")]),
		Buffer.concat([Buffer.from([0xff, 0xfe]), randomBytes(5000)]),
		Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), Buffer.alloc(4000, 0xee)]),
		Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), randomBytes(5000)]),
		Buffer.concat([Buffer.from([0xff, 0xf1, 0x50, 0x80]), Buffer.alloc(5000, 0xaa)]),
		Buffer.concat([Buffer.from([0xff, 0xe0]), Buffer.alloc(5000, 1)]),
		Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.from("a text behind".repeat(100))]),
		Buffer.from("a\0b"),
		Buffer.from("<?xml version='1.0' encoding='latin1'?><a>\u00e9</a>", "latin1"),
		Buffer.from("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'>\0</svg>"),
		Buffer.from("BEGIN:VCARD\r\nVERSION:3.0\r\nN:\u00e9\r\n", "latin1"),
		Buffer.from([0xc3, 0x28, 0x41]),
	])
		assert.equal(await serialized(bytes), "file application/octet-stream", bytes.toString("hex", 0, 12));
});

test("detects MPEG audio with and without an ID3 tag", async () => {
	assert.equal(await serialized(frames("fffb9064", 417)), "audio audio/mpeg");
	assert.equal(await serialized(frames("fffb9064", 417, 1)), "audio audio/mpeg");
	assert.equal(await serialized(frames("fff38064", 208)), "audio audio/mpeg");
	assert.equal(await serialized(frames("fff15080027ffc", 19)), "audio audio/aac");
	const label = Buffer.concat([Buffer.from("ID3\x04\0\0\0\0\0\x0a", "latin1"), Buffer.alloc(10)]);
	assert.equal(await serialized(Buffer.concat([label, frames("fffb9064", 417)])), "audio audio/mpeg");
});

test("detects pictures by their bytes: formats that browsers show are pictures, others files of their own type", async () => {
	assert.equal(await serialized(ftyp("avif", "mif1", "miaf")), "image image/avif");
	assert.equal(await serialized(ftyp("avis", "avif", "msf1")), "image image/avif");
	assert.equal(await serialized(ftyp("mif1", "avif", "miaf")), "image image/avif");
	assert.match(await serialized(ftyp("heic", "mif1", "heic")), /^file image\/hei[cf]$/);
	assert.match(await serialized(ftyp("mif1", "heic")), /^file image\/hei[cf]$/);
	assert.equal(await serialized(Buffer.concat([Buffer.from("BM"), Buffer.alloc(60)])), "file image/bmp");
	assert.equal(await serialized(Buffer.concat([Buffer.from("II*\0"), Buffer.alloc(60)])), "file image/tiff");
	assert.equal(await serialized(Buffer.from("504b0506".padEnd(44, "0"), "hex")), "file application/zip");
	assert.equal(await serialized("%PDF-1.7\n%âãÏÓ"), "file application/pdf");
});
