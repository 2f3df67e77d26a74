import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { compressStaticFiles } from "@/scripts/compress-static-files.mjs";
import { createAppState } from "../process/create-app-state";
import { log } from "../process/log";
import { createRequestListener } from "./request-listener";
import { staticFilesIn } from "./static-files";

const script = "const greeting = 'hello';\n".repeat(200);
const font = Buffer.from("wOF2 and what follows");
let folder: string;
let server: Server;

before(async () => {
	log.level = "silent";
	createAppState("a secret that is as long as it needs to be");
	folder = mkdtempSync(join(tmpdir(), "hearth-static-"));
	const files = join(folder, "static");
	mkdirSync(join(files, "chunks"), { recursive: true });
	writeFileSync(join(folder, "secret.js"), "the key");
	for (const name of ["a.js", "gone.js"]) writeFileSync(join(files, "chunks", name), script);
	writeFileSync(join(files, "chunks/small.css"), "a{}");
	writeFileSync(join(files, "chunks/odd.html"), "<script>");
	writeFileSync(join(files, "font.woff2"), font);
	await compressStaticFiles(files);
	mkdirSync(join(files, "folder.js"));
	const pages = async (_: unknown, response: { writeHead(status: number): { end(text: string): unknown } }) =>
		void response.writeHead(404).end("Next's");
	server = createServer(createRequestListener({}, pages as never, staticFilesIn(files)));
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	for (const ending of ["", ".br", ".gz"]) unlinkSync(join(files, `chunks/gone.js${ending}`));
});
after(() => {
	server.closeAllConnections();
	server.close();
	rmSync(folder, { recursive: true });
});

async function ask(path: string, headers: Record<string, string> = {}, method = "GET") {
	const { port } = server.address() as AddressInfo;
	const asked = request({ port, host: "127.0.0.1", path, headers, method }).end();
	const [answer] = (await once(asked, "response")) as [IncomingMessage];
	return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) };
}

const file = "/_next/static/chunks/a.js";

test("no path leads out of the folder, to a compressed form, a folder or a file of an unknown type", async () => {
	for (const path of [
		"/_next/static/../secret.js",
		"/_next/static/chunks/../../secret.js",
		"/_next/static/%2e%2e/secret.js",
		"/_next/static/..%2fsecret.js",
		"/_next/static/..\\secret.js",
		"/_next/static//chunks/a.js",
		"/_next/static/chunks/%61.js",
		"/_next/static/chunks/a.js.br",
		"/_next/static/chunks/a.js.gz",
		"/_next/static/chunks/a.js/",
		"/_next/static/chunks/A.js",
		"/_next/static/chunks/nothing.js",
		"/_next/static/chunks/odd.html",
		"/_next/static/folder.js",
		"/_next/static/chunks",
		"/_next/static/",
	]) {
		const { status, headers } = await ask(path);
		assert.equal(status, 404, path);
		assert.doesNotMatch(headers["cache-control"] ?? "", /immutable/, path);
	}
});

test("rejects a write, and a request for a part that the file does not have", async () => {
	assert.equal((await ask(file, {}, "POST")).status, 405);
	const { status, headers } = await ask(file, { range: `bytes=${script.length}-` });
	assert.deepEqual([status, headers["content-range"]], [416, `bytes */${script.length}`]);
	assert.doesNotMatch(headers["cache-control"] ?? "", /immutable/);
});

test("a file that has gone since the start is not found, and no browser keeps that", async () => {
	for (const encoding of ["br", "gzip", ""]) {
		const { status, headers } = await ask("/_next/static/chunks/gone.js", { "accept-encoding": encoding });
		assert.equal(status, 404);
		assert.equal(headers["cache-control"], "private, no-store");
		assert.equal(headers["content-encoding"], undefined);
	}
});

test("a client gets an encoding that it accepts, and caches know that the response depends on it", async () => {
	const encodings = {
		"": undefined,
		identity: undefined,
		"gzip;q=0, br;q=0.0": undefined,
		"gzipped, brr": undefined,
		"*;q=0": undefined,
		deflate: undefined,
		gzip: "gzip",
		"br;q=0, gzip;q=0.1": "gzip",
		"*, br;q=0": "gzip",
		"GZIP, deflate": "gzip",
		"gzip, deflate, br, zstd": "br",
		"*": "br",
	};
	const tags = new Set<string | undefined>();
	for (const [accepted, encoding] of Object.entries(encodings)) {
		const { status, headers, body } = await ask(file, { "accept-encoding": accepted });
		assert.equal(status, 200, accepted);
		assert.equal(headers["content-encoding"], encoding, accepted);
		assert.equal(headers.vary, "Accept-Encoding", accepted);
		assert.equal(headers["content-type"], "application/javascript; charset=UTF-8", accepted);
		assert.equal(headers["cache-control"], "public, max-age=31536000, immutable", accepted);
		assert.equal(headers["x-content-type-options"], "nosniff", accepted);
		assert.equal(headers["content-length"], String(body.length), accepted);
		const plain = encoding === "br" ? brotliDecompressSync(body) : encoding === "gzip" ? gunzipSync(body) : body;
		assert.equal(String(plain), script, accepted);
		tags.add(headers.etag);
	}
	assert.equal(tags.size, 3, "each encoding has a tag of its own");
});

test("what would not become smaller has one form", async () => {
	for (const [path, body] of [
		["/_next/static/font.woff2", font],
		["/_next/static/chunks/small.css", "a{}"],
	] as const) {
		const answer = await ask(path, { "accept-encoding": "gzip, br" });
		assert.equal(String(answer.body), String(body));
		assert.equal(answer.headers["content-encoding"], undefined);
		assert.equal(answer.headers.vary, undefined);
	}
});

test("a client that has the file gets no body, HEAD neither; a part is a part of the form that is sent", async () => {
	const accepted = { "accept-encoding": "gzip" };
	const whole = await ask(`${file}?dpl=1`, accepted);
	const known = await ask(file, { ...accepted, "if-none-match": String(whole.headers.etag) });
	assert.deepEqual([known.status, known.body.length, known.headers.vary], [304, 0, "Accept-Encoding"]);
	assert.equal((await ask(file, { "if-none-match": String(whole.headers.etag) })).status, 200);
	const head = await ask(file, accepted, "HEAD");
	assert.deepEqual([head.status, head.body.length], [200, 0]);
	for (const name of ["content-length", "etag", "content-type", "content-encoding", "cache-control"])
		assert.equal(head.headers[name], whole.headers[name], name);
	const part = await ask(file, { ...accepted, range: "bytes=2-5" });
	assert.deepEqual([part.status, part.body], [206, whole.body.subarray(2, 6)]);
	const other = await ask(file, { range: "bytes=2-5", "if-range": String(whole.headers.etag) });
	assert.deepEqual([other.status, String(other.body)], [200, script]);
});
