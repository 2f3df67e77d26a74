import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { WebSocket } from "ws";
import type { ApiClient } from "@/test/support/api-client";
import { waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { appState } from "../process/app-state";

let world: TestServer;
let ada: ApiClient;

before(async () => {
	world = await TestServer.open();
	ada = await world.createUser("ada");
});
after(() => world.close());

/** A connection after Engine.IO's handshake, with every packet received, and the time of its end. */
class Bare {
	readonly packets: string[] = [];
	readonly ended: Promise<number>;

	private constructor(readonly socket: WebSocket) {
		const start = performance.now();
		socket.on("message", (data) => {
			this.packets.push(String(data));
			// A ping, which an open connection answers.
			if (String(data) === "2") socket.send("3");
		});
		socket.on("error", () => {});
		this.ended = once(socket, "close").then(() => performance.now() - start);
	}

	static async open(cookie = ada.cookie): Promise<Bare> {
		const url = `${world.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
		const bare = new Bare(new WebSocket(url, { headers: { cookie } }));
		await waitUntil("the greeting", () => bare.packets.length > 0);
		return bare;
	}

	async enters(): Promise<void> {
		this.socket.send("40");
		await waitUntil("the namespace answers", () => this.packets.some((packet) => packet.startsWith("40")));
	}
}

const inside = () => appState().io?.sockets.sockets.size;
const connections = () => appState().io?.engine.clientsCount;

test("cuts a connection that asks for a namespace twice, at once or later, and leaves no socket", async () => {
	const early = await Bare.open();
	for (let n = 0; n < 5; n++) early.socket.send("40");
	const late = await Bare.open();
	await late.enters();
	late.socket.send('40{"token":"x"}');
	const elsewhere = await Bare.open();
	await elsewhere.enters();
	elsewhere.socket.send("40/admin,");
	for (const { socket } of [early, late, elsewhere])
		await waitUntil("it is ended", () => socket.readyState === WebSocket.CLOSED);
	assert.equal(early.packets.filter((packet) => packet.startsWith("40")).length, 0);
	await waitUntil("no socket is left", () => inside() === 0 && connections() === 0);
});

test("cuts a connection in ten seconds that enters no namespace, is rejected, or leaves, whether or not it says goodbye", async () => {
	const staying = await Bare.open();
	await staying.enters();
	const silent = await Bare.open();
	const deaf = await Bare.open();
	// Reads nothing any more, so it never answers a closing handshake.
	deaf.socket.pause();
	const refused = await Bare.open("");
	refused.socket.send("40");
	const wrong = await Bare.open();
	wrong.socket.send("40/admin,");
	const left = await Bare.open();
	await left.enters();
	left.socket.send("41");
	await fetch(`${world.url}/socket.io/?EIO=4&transport=polling`);
	assert.equal(connections(), 7);
	for (const { ended } of [silent, refused, wrong, left]) {
		const ms = await ended;
		assert.ok(ms > 9000 && ms < 20_000, `${ms} ms`);
	}
	await waitUntil("only one is left", () => connections() === 1);
	staying.socket.send('420["presence:idle",{"idle":false}]');
	await waitUntil("it is answered", () => staying.packets.some((packet) => packet.startsWith("430")));
	staying.socket.close();
	deaf.socket.terminate();
});

test("cuts a rejected connection that reads nothing", async () => {
	const open = () => new Promise<number>((resolve) => world.http.getConnections((_, count) => resolve(count)));
	const deaf = await Bare.open();
	const before = await open();
	appState().draining = true;
	deaf.socket.pause();
	deaf.socket.send("40");
	await waitUntil("the line is closed", async () => (await open()) < before).finally(() => {
		appState().draining = false;
		deaf.socket.terminate();
	});
});

test("closes a rejected upgrade in a second, even if the client keeps the connection open", async () => {
	const port = Number(new URL(world.url).port);
	const open = () => new Promise<number>((resolve) => world.http.getConnections((_, count) => resolve(count)));
	// Connections that other requests keep alive.
	const kept = await open();
	for (const [path, origin] of [
		["/nothing", world.url],
		["/socket.io/?EIO=4&transport=websocket", "http://elsewhere.example"],
		["/socket.io/?EIO=3&transport=websocket", world.url],
		["/socket.io/?EIO=4&transport=nothing", world.url],
		["/socket.io/?EIO=4&transport=websocket&sid=none", world.url],
	]) {
		const line = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
		line.write(
			`GET ${path} HTTP/1.1\r\nHost: ${new URL(world.url).host}\r\nOrigin: ${origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
				"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
		);
		line.resume();
		line.on("error", () => {});
		await once(line, "end");
		await waitUntil(`${path} is closed`, async () => (await open()) <= kept).finally(() => line.destroy());
	}
});
