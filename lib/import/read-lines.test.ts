import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parseLine } from "./parse-line";
import { linesIn, type RawLine } from "./read-lines";

const folder = mkdtempSync(join(tmpdir(), "hearth-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

async function read(content: string | Buffer): Promise<RawLine[]> {
	const file = join(folder, "lines");
	writeFileSync(file, content);
	const lines: RawLine[] = [];
	for await (const line of linesIn(file)) lines.push(line);
	return lines;
}

test("lines keep their numbers and offsets, across chunks and without a final line break", async () => {
	const long = "한".repeat(80_000);
	const lines = await read(`\uFEFFa\r\n\n${long}\n${long}\nlast`);
	assert.deepEqual(
		lines.map(({ text }) => text),
		["a\r", "", long, long, "last"],
	);
	assert.deepEqual(
		lines.map(({ number, bytes }) => [number, bytes]),
		[
			[1, 6],
			[2, 7],
			[3, 240_008],
			[4, 480_009],
			[5, 480_013],
		],
	);
});

test("reports a line that never ends or is not UTF-8, without keeping it in memory", async () => {
	const lines = await read(
		Buffer.concat([Buffer.alloc(3_000_000, "x"), Buffer.from("\nshort\n"), Buffer.from([0xff])]),
	);
	assert.deepEqual(
		lines.map(({ number, text }) => [number, text]),
		[
			[1, null],
			[2, "short"],
			[3, null],
		],
	);
});

test("reports an unreadable file in one sentence", async () => {
	const drain = async (file: string) => {
		for await (const _ of linesIn(file));
	};
	await assert.rejects(drain(join(folder, "none")), {
		name: "CannotImport",
		message: /none cannot be read: there is no such file\.$/,
	});
	await assert.rejects(drain(folder), { name: "CannotImport", message: /it is a folder\.$/ });
});

const line = { id: "1", channel: "c", at: "2004-12-25T09:14:02.000Z", author: "ada", text: " hi ", replyTo: null };

test("a line's text is trimmed, its time kept, and unknown fields are dropped", () => {
	const { id, channel, author } = line;
	assert.deepEqual(parseLine(JSON.stringify({ ...line, at: "2004-12-25T10:14:02+01:00", score: 3 })), {
		...{ id, channel, author, replyTo: null, text: "hi" },
		at: new Date("2004-12-25T09:14:02.000Z"),
	});
});

test("rejects text that could not be stored completely, with the reason", () => {
	const wrong = (change: object) => {
		const parsed = parseLine(JSON.stringify({ ...line, ...change }));
		return "wrong" in parsed ? parsed.wrong : null;
	};
	const refusals: [object, RegExp][] = [
		[{ text: " \u200b " }, /^text: must not be empty$/],
		[{ text: "x".repeat(4001) }, /^text: use 4000 characters or fewer$/],
		[{ text: "a\0b" }, /^text: contains characters that cannot be stored$/],
		[{ text: "\ud800" }, /^text: contains/],
		[{ text: 3 }, /^text: must be text$/],
		[{ id: undefined }, /^id: must be text$/],
		[{ id: "" }, /^id: is empty$/],
		[{ channel: "a\0" }, /^channel: contains/],
		[{ author: " " }, /^author: is empty$/],
		[{ author: "x".repeat(501) }, /^author: is over 500 characters$/],
		[{ at: "yesterday" }, /^at: must be a time/],
		[{ at: "2004-02-30T00:00:00Z" }, /^at: must be a time/],
		[{ at: "2004-12-25T09:14:02" }, /^at: must be a time/],
		[{ at: "0001-01-01T00:00:00+05:00" }, /^at: must be a time/],
		[{ at: "9999-12-31T23:59:59-05:00" }, /^at: must be a time/],
		[{ replyTo: 7 }, /^replyTo: must be an id/],
	];
	for (const [change, reason] of refusals) assert.match(wrong(change) ?? "was taken", reason, JSON.stringify(change));
	assert.equal(wrong({ text: "😀".repeat(4000) }), null);
	assert.equal(wrong({ replyTo: undefined }), null);
	for (const text of ["{", "[]", "null", "7", '"x"']) assert.ok("wrong" in parseLine(text), text);
	assert.deepEqual(parseLine('{"id": "1", "channel": "c"'), { wrong: "is not JSON" });
	assert.deepEqual(parseLine(null), { wrong: "is too long, or not UTF-8" });
});
