import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import fs, { existsSync, readdirSync } from "node:fs";
import { request } from "node:http";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { waitUntil } from "@/test/support/socket-client";
import { nonce, TestServer } from "@/test/support/test-server";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { storageFull } from "../storage/errors";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;
let serverId: number;
let channelId: number;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	({ serverId, channelId } = await ada.createServer("Loaf", { visibility: "public" }));
	await bob.join(serverId);
});
after(() => world.close());

const png = (width: number, height: number) =>
	sharp({ create: { width, height, channels: 3, background: "#c40" } })
		.png()
		.toBuffer();

/** A header that declares more pixels than the file has. */
async function bomb(): Promise<Buffer> {
	const bytes = await png(10, 10);
	bytes.writeUInt32BE(60_000, 16);
	bytes.writeUInt32BE(60_000, 20);
	return bytes;
}

/** All stored files, with or without a row. */
const kept = () =>
	!existsSync(config.filesDir)
		? []
		: readdirSync(config.filesDir, { recursive: true, encoding: "utf8" }).filter((name) => /\w{32}|-/.test(name));

test("rejects an outsider's upload without revealing the channel", async () => {
	assertRefused(await eve.upload(channelId, "a.txt", "hello"), 403, "not_member");
	assertRefused(await eve.upload(999_999, "a.txt", "hello"), 404, "channel_not_found");
	assertRefused(await world.guest().upload(channelId, "a.txt", "hello"), 401, "unauthenticated");
	assert.deepEqual(kept(), []);
});

test("rejects anything but a form with one file, names the reason, and leaves nothing behind", async () => {
	const path = `/api/channels/${channelId}/attachments`;
	assertRefused(await ada.post(path, { file: "x" }), 415, "unsupported_media_type");
	assertRefused(await ada.call("POST", path), 415, "unsupported_media_type");
	const form = { "content-type": "multipart/form-data; boundary=x" };
	for (const body of [
		"--x--\r\n",
		"nonsense",
		'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nnever ends',
	])
		assertRefused(await ada.call("POST", path, { headers: form, body }), 400, "invalid_request");
	const part = (name: string, file = '; filename="a"') =>
		`--x\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\nhello\r\n`;
	for (const [body, field] of [
		[`${part("other")}--x--\r\n`, "other"],
		[`${part("file")}${part("file")}--x--\r\n`, "file"],
		[`${part("alt", "")}--x--\r\n`, "file"],
	] as const)
		assertRefused(await ada.call("POST", path, { headers: form, body }), 400, "invalid_request", field);
	assertRefused(await ada.upload(channelId, "empty.txt", ""), 400, "invalid_request", "file");
	assert.deepEqual(kept(), []);
});

test("a form that ends while its file is being opened leaves nothing behind, however slow the disk is", async (context) => {
	const path = `/api/channels/${channelId}/attachments`;
	const headers = { "content-type": "multipart/form-data; boundary=x" };
	const part = (name: string) => `--x\r\nContent-Disposition: form-data; name="${name}"; filename="a"\r\n\r\nhello`;
	let opened = 0;
	const open = fs.open as (...args: unknown[]) => void;
	context.mock.method(fs, "open", (...args: unknown[]) =>
		setTimeout(() => {
			open(...args);
			opened++;
		}, 100),
	);
	for (const body of [part("file"), `${part("other")}\r\n--x--\r\n`])
		assertRefused(await ada.call("POST", path, { headers, body }), 400, "invalid_request");
	await waitUntil("both files were opened", () => opened === 2);
	assert.deepEqual(kept(), []);
});

test("rejects a file that is too large, announced or not, and leaves nothing behind", async () => {
	const most = config.maxUploadBytes;
	config.maxUploadBytes = 100_000;
	assertRefused(await ada.upload(channelId, "large.bin", Buffer.alloc(300_000)), 413, "too_large");
	const frameless = await ada
		.upload(channelId, "large.bin", Buffer.alloc(110_000), { "transfer-encoding": "chunked" })
		.catch(() => null);
	if (frameless) assertRefused(frameless, 413, "too_large");
	assert.equal((await ada.upload(channelId, "fits.bin", Buffer.alloc(100_000))).status, 201);
	config.maxUploadBytes = most;
	assert.equal(kept().length, 1);
	await ada.delete(`/api/attachments/${await lastId()}`);
});

test("rejects a picture that would fill the memory before decoding it", async () => {
	const before = process.memoryUsage().rss;
	assertRefused(await ada.upload(channelId, "bomb.png", await bomb()), 400, "invalid_request", "file");
	assert.ok(process.memoryUsage().rss - before < 200e6);
});

test("a file's type comes from its bytes, never from its name or its sender", async () => {
	const html = await ada.uploadOk(channelId, "photo.png", "<html><script>alert(1)</script>");
	assert.deepEqual([html.type, html.kind, html.thumbnailUrl], ["text/plain", "file", null]);
	const svg = await ada.uploadOk(channelId, "x.svg", '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>');
	assert.deepEqual([svg.type, svg.kind], ["text/plain", "file"]);
	const picture = await ada.uploadOk(channelId, "notes.txt", await png(30, 20));
	assert.deepEqual([picture.type, picture.kind, picture.width, picture.height], ["image/png", "image", 30, 20]);
	const noise = await ada.uploadOk(channelId, "noise.mp4", randomBytes(5000));
	assert.deepEqual([noise.type, noise.kind], ["application/octet-stream", "file"]);
	const pdf = await ada.uploadOk(channelId, "a.pdf", "%PDF-1.7\n%âãÏÓ");
	assert.deepEqual([pdf.type, pdf.kind], ["application/pdf", "file"]);

	for (const file of [html, svg, noise, pdf]) {
		const { headers } = await ada.get(file.url);
		assert.match(String(headers["content-disposition"]), /^attachment; /);
		assert.equal(headers["x-content-type-options"], "nosniff");
		assert.equal(headers["content-security-policy"], "sandbox; default-src 'none'");
	}
	const { headers, bytes } = await ada.get(picture.url);
	assert.match(String(headers["content-disposition"]), /^inline; filename="notes.txt"/);
	assert.equal(headers["content-type"], "image/png");
	assert.equal(headers["cache-control"], "private, no-cache");
	assert.equal(headers["cross-origin-resource-policy"], "same-origin");
	assert.deepEqual(bytes, await png(30, 20));
});

test("a broken picture is an ordinary file", async () => {
	const whole = await png(300, 300);
	const cut = await ada.uploadOk(channelId, "cut.png", whole.subarray(0, 60));
	assert.deepEqual([cut.type, cut.kind, cut.width, cut.thumbnailUrl], ["image/png", "file", null, null]);
	assert.match(String((await ada.get(cut.url)).headers["content-disposition"]), /^attachment/);
});

test("a thumbnail is upright, small and without the place where its picture was taken", async () => {
	const turned = await sharp({ create: { width: 2000, height: 1000, channels: 3, background: "#246" } })
		.withExif({ IFD0: { Copyright: "somebody" }, IFD3: { GPSLatitude: "51/1 30/1 0/1" } })
		.withMetadata({ orientation: 6 })
		.jpeg()
		.toBuffer();
	const file = await ada.uploadOk(channelId, "turned.jpg", turned);
	assert.deepEqual([file.width, file.height], [1000, 2000]);
	const { bytes, headers, status } = await ada.get(file.thumbnailUrl ?? "");
	assert.equal(status, 200);
	assert.equal(headers["content-type"], "image/webp");
	const seen = await sharp(bytes).metadata();
	assert.deepEqual([seen.width, seen.height, seen.exif, seen.orientation], [420, 840, undefined, undefined]);
});

test("every format that browsers show has a still thumbnail, and animated originals stay animated", async () => {
	const picture = sharp(await png(40, 30));
	for (const [name, bytes] of [
		["a.jpg", await picture.clone().jpeg().toBuffer()],
		["a.webp", await picture.clone().webp().toBuffer()],
		["a.avif", await picture.clone().avif().toBuffer()],
		["a.gif", await picture.clone().gif().toBuffer()],
	] as const) {
		const file = await ada.uploadOk(channelId, name, bytes);
		assert.deepEqual([file.kind, file.width, file.height], ["image", 40, 30], name);
		assert.ok(file.thumbnailUrl, name);
	}
	const frames = [
		await png(20, 20),
		await sharp(await png(20, 20))
			.negate()
			.png()
			.toBuffer(),
	];
	for (const format of ["gif", "webp"] as const) {
		const moving = await sharp(frames, { join: { animated: true } })
			.toFormat(format)
			.toBuffer();
		const file = await ada.uploadOk(channelId, `moves.${format}`, moving);
		assert.equal(file.animated, true, format);
		const { body } = await ada.post(`/api/channels/${channelId}/messages`, {
			...{ nonce: nonce(), content: "", attachmentIds: [file.id] },
		});
		assert.equal(body.message?.attachments?.[0]?.animated, true, format);
		assert.deepEqual((await ada.get(file.url)).bytes, moving);
		assert.equal((await sharp((await ada.get(file.thumbnailUrl ?? "")).bytes).metadata()).pages ?? 1, 1);
	}
	assert.equal((await ada.uploadOk(channelId, "still.webp", await picture.clone().webp().toBuffer())).animated, false);
});

test("ranges, conditional requests and HEAD follow the standard", async () => {
	const file = await ada.uploadOk(channelId, "ten.txt", "0123456789");
	const ask = (headers: Record<string, string>, method = "GET") => ada.call(method, file.url, { headers });
	for (const [range, part, sent] of [
		["bytes=0-3", "0123", "bytes 0-3/10"],
		["bytes=7-", "789", "bytes 7-9/10"],
		["bytes=-2", "89", "bytes 8-9/10"],
		["bytes=5-99", "56789", "bytes 5-9/10"],
	] as const) {
		const answer = await ask({ range });
		assert.deepEqual([answer.status, answer.text, answer.headers["content-range"]], [206, part, sent]);
		assert.equal(answer.headers["content-length"], String(part.length));
	}
	for (const range of ["bytes=10-", "bytes=-0"]) {
		const answer = await ask({ range });
		assertRefused(answer, 416, "range_not_satisfiable");
		assert.equal(answer.headers["content-range"], "bytes */10");
	}
	for (const range of ["bytes=0-1,3-4", "lines=1-2", "bytes=4-2", "bytes=-"]) {
		const answer = await ask({ range });
		assert.deepEqual([answer.status, answer.text], [200, "0123456789"], range);
	}
	const head = await ask({}, "HEAD");
	assert.deepEqual([head.status, head.text, head.headers["content-length"]], [200, "", "10"]);
	const etag = String(head.headers.etag);
	assert.equal((await ask({ "if-none-match": `"other", W/${etag}` })).status, 304);
	assert.equal((await ask({ "if-modified-since": String(head.headers["last-modified"]) })).status, 304);
	assert.equal((await ask({ "if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT" })).status, 200);
	assert.equal((await ask({ range: "bytes=0-1", "if-range": etag })).status, 206);
	assert.equal((await ask({ range: "bytes=0-1", "if-range": '"other"' })).status, 200);
});

test("an unsent file exists for its uploader alone", async () => {
	const file = await ada.uploadOk(channelId, "mine.png", await png(9, 9));
	const never = await bob.get("/api/attachments/999999");
	assertRefused(never, 404, "attachment_not_found");
	for (const path of [file.url, file.thumbnailUrl ?? ""])
		for (const person of [bob, eve]) assert.equal((await person.get(path)).text, never.text);
	for (const id of ["0", "01", "x", "-1", "9007199254740993"])
		assert.equal((await ada.get(`/api/attachments/${id}`)).text, never.text);
	assertRefused(await bob.patch(file.url, { alt: "mine now" }), 404, "attachment_not_found");
	assertRefused(await bob.delete(file.url), 404, "attachment_not_found");
	assertRefused(await world.guest().get(file.url), 401, "unauthenticated");

	assertRefused(await ada.patch(file.url, { alt: "x".repeat(1001) }), 400, "invalid_request", "alt");
	assertRefused(await ada.patch(file.url, { name: "other" }), 400, "invalid_request", "name");
	const { body } = await ada.patch(file.url, { alt: " A red square ", spoiler: true });
	assert.deepEqual([body.attachment?.alt, body.attachment?.spoiler], ["A red square", true]);
	assert.equal((await ada.delete(file.url)).status, 204);
	assert.equal((await ada.get(file.url)).text, never.text);
});

test("rejects more than fifty unsent files", async () => {
	const carol = await world.createUser("carol");
	await carol.join(serverId);
	await sql`
		insert into attachments (channel_id, uploader_id, name, type, kind, size, key)
		select ${channelId}, ${carol.id}, 'x', 'text/plain', 'file', 1, 'filler ' || n from generate_series(1, 49) n`;
	const both = await Promise.all([carol.upload(channelId, "a", "a"), carol.upload(channelId, "b", "b")]);
	assert.deepEqual(both.map(({ status }) => status).sort(), [201, 400]);
});

test("a full or unavailable store is reported, and nothing is stored in part", async () => {
	const { storage } = appState();
	appState().storage = {
		put: () => Promise.reject(storageFull()),
		get: storage.get.bind(storage),
		remove: storage.remove.bind(storage),
		list: storage.list.bind(storage),
	};
	assertRefused(await ada.upload(channelId, "a.txt", "hello"), 507, "storage_full");
	appState().storage = storage;
	await waitUntil("the store holds what is known", holdsWhatIsKnown);
	assert.equal((await ada.upload(channelId, "a.txt", "hello")).status, 201);
});

test("a form that is cut off midway leaves nothing behind", async () => {
	await waitUntil("the store holds what is known", holdsWhatIsKnown);
	const before = kept().length;
	const { hostname, port } = new URL(world.url);
	const headers = {
		cookie: ada.cookie,
		"content-type": "multipart/form-data; boundary=x",
		"content-length": "5000000",
	};
	const half = request({ hostname, port, method: "POST", path: `/api/channels/${channelId}/attachments`, headers });
	half.on("error", () => {});
	half.write(`--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n${"x".repeat(100_000)}`);
	await waitUntil("the store holds just that", () => kept().length === before + 1);
	half.destroy();
	await waitUntil("the store holds just that", () => kept().length === before);
	await waitUntil("nobody is sending", () => appState().receiving.size === 0);
});

async function lastId(): Promise<number> {
	const [row] = await sql<{ id: number }[]>`select max(id) as id from attachments`;
	return row?.id ?? 0;
}

async function holdsWhatIsKnown(): Promise<boolean> {
	const [row] = await sql<{ n: number }[]>`
		select (count(*) + count(*) filter (where has_thumbnail))::int as n from attachments where key not like 'filler%'`;
	return kept().length === row?.n;
}
