import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { WebSocket } from "ws";
import type { ApiClient } from "@/test/support/api-client";
import { range, waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { appState } from "../process/app-state";
import { limits } from "./rate-limits";

let world: TestServer;
let ada: ApiClient;

before(async () => {
	world = await TestServer.open({ rateLimits: true });
	ada = await world.createUser("ada");
});
after(() => world.close());

const polling = "/socket.io/?EIO=4&transport=polling";
const webSocket = "/socket.io/?EIO=4&transport=websocket";
const key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const promised = {
	"x-content-type-options": "nosniff",
	"referrer-policy": "strict-origin-when-cross-origin",
	"x-frame-options": "DENY",
	"cross-origin-opener-policy": "same-origin",
	"cross-origin-resource-policy": "same-origin",
};

/** The raw response to an upgrade request. */
async function upgrade(path: string, headers = key): Promise<string> {
	const line = connect(Number(new URL(world.url).port), "127.0.0.1");
	line.write(`GET ${path} HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${headers}\r\n`);
	return text(line);
}

/** Uses up this address's limit for as long as `work` takes. */
async function withNothingLeft(work: () => Promise<void>): Promise<void> {
	const { rateLimiter } = appState();
	const limit = { ...limits.handshakes, everyMs: 3_600_000 };
	while (rateLimiter.take("handshakes:127.0.0.1", limit) === 0);
	try {
		await work();
	} finally {
		Reflect.get(rateLimiter, "freeAt").delete("handshakes:127.0.0.1");
	}
}

test("Socket.IO's own responses have the common headers, errors included", async () => {
	const answers = [
		[200, await ada.get(polling)],
		[400, await ada.get("/socket.io/")],
		[400, await ada.get("/socket.io/?EIO=4&transport=polling&sid=none")],
		[400, await ada.get("/socket.io/?EIO=3&transport=polling")],
		[400, await ada.get("/socket.io/?EIO=4&transport=x")],
		[400, await ada.post(polling, "x")],
		[403, await ada.call("POST", polling, { headers: { origin: "http://elsewhere.example" } })],
	] as const;
	for (const [status, answer] of answers) {
		assert.equal(answer.status, status, answer.text);
		for (const [name, value] of Object.entries(promised)) assert.equal(answer.headers[name], value, name);
		assert.match(String(answer.headers["cache-control"]), /no-store/);
	}
});

test("a rejected upgrade gets the usual error format and the same headers", async () => {
	for (const [status, path, headers] of [
		[404, "/nothing", key],
		[403, webSocket, `${key}Origin: http://elsewhere.example\r\n`],
		[400, "/socket.io/?EIO=4&transport=nothing", key],
		[400, `${webSocket}&sid=none`, key],
		[400, webSocket, ""],
		[400, webSocket, "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n"],
		[400, webSocket, "Sec-WebSocket-Version: 7\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"],
	] as const) {
		const [head = "", body = ""] = (await upgrade(path, headers)).split("\r\n\r\n");
		assert.ok(head.startsWith(`HTTP/1.1 ${status} `), `${path} ${headers} ${head}`);
		for (const [name, value] of Object.entries(promised))
			assert.ok(head.toLowerCase().includes(`${name}: ${value}`.toLowerCase()), `${path} ${name}`);
		assert.ok(JSON.parse(body).error.message);
	}
});

test("limits an address's connection attempts of every kind, without counting established connections", async () => {
	const client = await ada.connect({ transports: ["polling"] });
	await withNothingLeft(async () => {
		for (const path of [polling, "/socket.io/", `${polling}&sid=none`, "/socket.io/?EIO=3&transport=polling"]) {
			const { status, body, headers } = await world.guest().get(path);
			assert.deepEqual([status, body.error?.code], [429, "rate_limited"], path);
			assert.ok(Number(headers["retry-after"]) > 0);
		}
		for (const path of [webSocket, `${webSocket}&sid=none`]) {
			const answer = await upgrade(path);
			assert.match(answer, /^HTTP\/1\.1 429 .*Retry-After: \d+.*"rate_limited"/is, path);
		}
		await assert.rejects(ada.connect());
		assert.ok((await client.ask("presence:idle", { idle: false })).ok);
	});
	(await ada.connect()).close();
	client.close();
});

test("of an address's connections without a namespace the oldest are cut, and entering meanwhile succeeds", async () => {
	const inside = await ada.connect();
	const flood = range(1, 320).map(() => new WebSocket(`${world.url.replace("http", "ws")}${webSocket}`));
	const ended = new Set<WebSocket>();
	for (const socket of flood) socket.on("error", () => {}).once("close", () => ended.add(socket));
	await Promise.all(flood.map((socket) => once(socket, "message")));
	await waitUntil("the oldest are gone", () => ended.size >= 20);
	const next = await ada.connect();
	assert.equal(appState().io?.engine.clientsCount, 301);
	assert.ok(inside.socket.connected && next.socket.connected);
	for (const socket of flood) socket.terminate();
	for (const one of [inside, next]) one.close();
});
