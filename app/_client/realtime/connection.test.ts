import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { Connection } from "./connection";

test("retries a lost instance at random times at most two seconds apart, and only one that stays away less often", () => {
	const { socket } = new Connection(() => {}, "http://127.0.0.1:9");
	const manager = socket.io;
	const tries = (attempt: number) =>
		(manager as unknown as { emit(name: string, n: number): void }).emit("reconnect_attempt", attempt);
	assert.ok(manager.randomizationFactor() >= 0.5);
	for (const attempt of [1, 5, 20, 60, 99]) {
		tries(attempt);
		assert.ok(manager.reconnectionDelayMax() <= 2000, String(attempt));
	}
	tries(100);
	assert.equal(manager.reconnectionDelayMax(), 15_000);
});

test("retries a rejecting instance at random times, ever less often, but not after an expired session", (t) => {
	t.mock.timers.enable({ apis: ["setTimeout"] });
	const random = t.mock.method(Math, "random", () => 0.999);
	const { socket } = new Connection(() => {}, "http://127.0.0.1:9");
	const connect = mock.method(socket, "connect", () => socket);
	t.mock.method(socket, "disconnect", () => socket);
	const receives = (name: "connect_error" | "disconnect", what: unknown) =>
		(socket as unknown as { emitReserved(name: string, what: unknown): void }).emitReserved(name, what);
	const waits = (ms: number) => {
		t.mock.timers.tick(ms - 10);
		assert.equal(connect.mock.callCount(), 0, `sooner than ${ms} ms`);
		t.mock.timers.tick(10);
		assert.equal(connect.mock.callCount(), 1, `after ${ms} ms`);
		connect.mock.resetCalls();
	};
	for (const ms of [600, 1200, 2400, 3000, 3000]) {
		receives("connect_error", new Error("draining"));
		waits(ms);
	}
	random.mock.mockImplementation(() => 0);
	receives("disconnect", "io server disconnect");
	waits(200);
	// Socket.IO itself reconnects after transport errors.
	receives("disconnect", "transport close");
	t.mock.timers.tick(60_000);
	assert.equal(connect.mock.callCount(), 0);
	receives("connect_error", Object.assign(new Error("over"), { data: { code: "unauthenticated" } }));
	receives("disconnect", "io server disconnect");
	t.mock.timers.tick(60_000);
	assert.equal(connect.mock.callCount(), 0);
});

test("connects by HTTP where WebSockets are blocked, and loads the code for it only there", async () => {
	const world = await TestServer.open();
	const [ada] = await world.createUsers("ada");
	const connect = () => {
		const connection = new Connection(() => {}, world.url, {
			extraHeaders: { cookie: ada?.cookie ?? "" },
			forceNew: true,
		});
		connection.connect();
		return connection;
	};
	const connections: Connection[] = [];
	try {
		const open = connect();
		connections.push(open);
		await waitUntil("connected by WebSocket", () => open.getPhase() === "connected");
		assert.equal(open.socket.io.engine.transport.name, "websocket");
		assert.deepEqual(open.socket.io.opts.transports, ["websocket"]);

		let blocked = 0;
		world.http.removeAllListeners("upgrade");
		world.http.on("upgrade", (_, socket) => {
			blocked++;
			socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
		});
		const behindProxy = connect();
		connections.push(behindProxy);
		await waitUntil("connected by HTTP", () => behindProxy.getPhase() === "connected");
		assert.equal(behindProxy.socket.io.engine.transport.name, "polling");
		assert.ok(blocked > 0);
	} finally {
		for (const connection of connections) connection.close();
		await world.close();
	}
});
