import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createAppState } from "../process/create-app-state";
import { log } from "../process/log";
import { createRequestListener } from "./request-listener";
import { PendingResponses } from "./response-limits";
import type { Resource } from "./router";

const MB = 1024 * 1024;
const large = JSON.stringify("x".repeat(12 * MB));
const open: Socket[] = [];
const bounds = { timeoutMs: 300, mostBytes: 40 * MB, mostBytesOfAll: 80 * MB };
let server: Server;
let port: number;
let answers: PendingResponses;
const files = new Set<Readable>();
let begun = 0;

/** Never ends by itself, like a file that nobody reads. */
function file(): Readable {
	begun++;
	const stream = new Readable({ read() {} });
	files.add(stream);
	stream.push("a");
	return stream.once("close", () => files.delete(stream));
}

const resource = (body: () => string | Readable, first: () => unknown = () => {}): Resource => {
	const answer = async () => {
		await first();
		return { status: 200, headers: {}, body: body() };
	};
	return { GET: Object.assign(async () => new Response(), { answer }) } as Resource;
};

before(async () => {
	log.level = "silent";
	answers = new PendingResponses(bounds);
	createAppState("a secret that is as long as it needs to be").pendingResponses = answers;
	const routes = {
		"/api/large": resource(() => large),
		"/api/stream": resource(() => Readable.from(Array.from({ length: 400 }, () => Buffer.alloc(64 * 1024)))),
		"/api/late": resource(() => Readable.from(late())),
		"/api/file": resource(file),
		"/api/late-file": resource(file, () => sleep(300)),
		"/api/small": resource(() => "{}"),
	};
	const pages = async (_: unknown, response: { end(body: Buffer): unknown }) =>
		void response.end(Buffer.alloc(12 * MB));
	server = createServer(createRequestListener(routes, pages as never));
	const sweep = setInterval(() => answers.sweep(), 50);
	server.once("close", () => clearInterval(sweep));
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	port = (server.address() as AddressInfo).port;
});
after(() => {
	for (const socket of open) socket.destroy();
	server.close();
});

async function* late() {
	yield "a";
	await sleep(3000);
	yield "b";
}

/** Sends requests from an address of this machine, and reads nothing until resumed. */
async function asks(path: string, { from = "127.0.0.1", times = 1 } = {}): Promise<Socket> {
	const socket = connect({ port, host: "127.0.0.1", localAddress: from });
	socket.on("error", () => {});
	socket.pause();
	open.push(socket);
	await once(socket, "connect");
	socket.write(`GET ${path} HTTP/1.1\r\nHost: here\r\n\r\n`.repeat(times));
	return socket;
}

async function statusOf(path: string, from: string): Promise<string> {
	const socket = await asks(path, { from });
	const [first] = await once(socket.resume(), "data");
	socket.destroy();
	return String(first).slice(9, 12);
}

const connections = (): Promise<number> =>
	new Promise((resolve) => server.getConnections((_, count) => resolve(count ?? 0)));

async function until(what: () => Promise<boolean>): Promise<void> {
	for (let tries = 0; !(await what()); tries++) {
		assert.ok(tries < 1200, "it never came");
		await sleep(25);
	}
}

describe("an unread response", () => {
	for (const path of ["/api/large", "/api/stream", "/a/page"])
		test(`is cut with its connection: ${path}`, async () => {
			await asks(path, { from: "127.0.0.2" });
			await until(async () => (await connections()) === 1);
			await until(async () => (await connections()) === 0);
		});

	test("is cut also if many responses wait on one connection", async () => {
		await asks("/api/large", { from: "127.0.0.3", times: 50 });
		await until(async () => (await connections()) === 1);
		await until(async () => (await connections()) === 0);
	});

	test("ends with its connection, as do the responses behind it", async () => {
		const from = "127.0.0.6";
		for (const path of ["/api/file", "/api/late-file", "/api/large"]) {
			const socket = await asks("/api/late", { from });
			socket.write(`GET ${path} HTTP/1.1\r\nHost: here\r\n\r\n`.repeat(5));
			const wanted = begun + 5;
			if (path === "/api/file") await until(async () => begun === wanted);
			else await sleep(100);
			socket.destroy();
			if (path === "/api/late-file") await until(async () => begun === wanted);
			await until(async () => (await connections()) === 0);
		}
		await until(async () => files.size === 0);
		// A closed response no longer counts.
		assert.equal(await statusOf("/api/large", from), "200");
	});

	test("is limited in bytes for an address, while others get their responses", async () => {
		const from = "127.0.0.4";
		bounds.timeoutMs = Number.POSITIVE_INFINITY;
		for (let n = 0; n < 3; n++) await asks("/api/large", { from });
		await until(async () => (await statusOf("/api/large", from)) === "429");
		assert.equal(await statusOf("/api/small", from), "200");
		assert.equal(await statusOf("/api/large", "127.0.0.5"), "200");
		bounds.timeoutMs = 300;
		await until(async () => (await connections()) === 0);
		assert.equal(await statusOf("/api/large", from), "200");
	});

	test("is limited in bytes for all, and the largest is cut first", async () => {
		bounds.timeoutMs = Number.POSITIVE_INFINITY;
		for (let n = 0; n < 8; n++) await asks("/api/large", { from: `127.0.0.${10 + n}` });
		await until(async () => (await connections()) > 0 && (await connections()) < 8);
		bounds.timeoutMs = 300;
		await until(async () => (await connections()) === 0);
	});
});

test("a slowly read response arrives complete, and a slow handler is waited for", async () => {
	// A busy machine may stop this reader for a second, which must not count as not reading.
	bounds.timeoutMs = 2000;
	const slow = await asks("/api/large", { from: "127.0.0.30" });
	let got = 0;
	slow.on("data", (bytes: Buffer) => {
		got += bytes.length;
		slow.pause();
		setTimeout(() => slow.resume(), 1);
	});
	slow.resume();
	const waited = await asks("/api/late", { from: "127.0.0.31" });
	let text = "";
	waited.on("data", (bytes) => {
		text += bytes;
	});
	waited.resume();
	await until(async () => got > 12 * MB && text.endsWith("0\r\n\r\n"));
});
