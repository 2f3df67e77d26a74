import assert from "node:assert/strict";
import { request } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ada, bob, channelId, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { range, type SocketClient } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";

setUpCommunity();

/** An upgrade request as a browser would write it. Returns the status line and all received data. */
function upgrade(path: string, headers: Record<string, string>): Promise<string> {
	const { hostname, port, host } = new URL(world.url);
	return new Promise((resolve, reject) => {
		const socket = connect(Number(port), hostname);
		const all = {
			host,
			upgrade: "websocket",
			connection: "Upgrade",
			"sec-websocket-version": "13",
			"sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
			cookie: ada.cookie,
			...headers,
		};
		let text = "";
		socket.on("data", (bytes) => {
			text += bytes;
			if (text.startsWith("HTTP/1.1 101")) socket.destroy();
		});
		socket.on("close", () => resolve(text));
		socket.on("error", reject);
		socket.write(
			`GET ${path} HTTP/1.1\r\n${Object.entries(all)
				.map(([name, value]) => `${name}: ${value}\r\n`)
				.join("")}\r\n`,
		);
	});
}

const sockets = "/socket.io/?EIO=4&transport=websocket";

test("rejects a cross-site request before any upgrade, and by long-polling, with the contract's body", async () => {
	for (const headers of [
		{ origin: "http://elsewhere.example" },
		{ origin: "null" },
		{ "sec-fetch-site": "cross-site" },
		{ "sec-fetch-site": "same-site" },
	] as Record<string, string>[]) {
		const text = await upgrade(sockets, headers);
		assert.match(text, /^HTTP\/1\.1 403 /);
		assert.equal(JSON.parse(text.split("\r\n\r\n")[1] ?? "").error.code, "bad_origin");
		for (const method of ["GET", "POST"]) {
			const polled = await ada.call(method, "/socket.io/?EIO=4&transport=polling", { headers });
			assert.equal(polled.status, 403);
			assert.equal(polled.body.error?.code, "bad_origin");
		}
	}
	assert.match(await upgrade(sockets, { origin: world.url, "sec-fetch-site": "same-origin" }), /^HTTP\/1\.1 101 /);
	assert.match(await upgrade(sockets, {}), /^HTTP\/1\.1 101 /);
	await assert.rejects(ada.connect({ extraHeaders: { cookie: ada.cookie, origin: "http://elsewhere.example" } }));
});

test("answers a path that only begins like the sockets' and leaves no connection hanging", async () => {
	for (const path of ["/socket.io", "/socket.iox", "/socket.io?EIO=4&transport=polling"]) {
		const answer = await Promise.race([ada.get(path), sleep(3000)]);
		assert.ok(answer, `${path} was not answered`);
	}
	for (const path of ["/nothing", "/socket.iox/", "/api/account"]) {
		const closed = await Promise.race([upgrade(path, {}), sleep(3000, null)]);
		assert.notEqual(closed, null, `an upgrade of ${path} hangs`);
	}
});

test("rejects the namespace without a session, or with an invalid one, on either transport", async () => {
	const data = { code: "unauthenticated", message: "Sign in to go on." };
	for (const transports of [["websocket"], ["polling"]]) {
		await assert.rejects(world.guest().connect({ transports }), { data });
		await assert.rejects(ada.connect({ transports, extraHeaders: { cookie: `${ada.cookie}x` } }), { data });
	}
	await assert.rejects(world.guest().connect({ auth: { token: ada.sessionId } }), { data });
});

test("rejects a client of another user than the session's", async () => {
	const data = { code: "unauthenticated", message: "Another user has signed in with this browser." };
	for (const userId of [ada.id, `${bob.id}`, null])
		await assert.rejects(bob.connect({ auth: { userId } }), { data }, String(userId));
	const client = await bob.connect({ auth: { userId: bob.id } });
	client.close();
});

test("rejects every other namespace", async () => {
	const there = { ...ada, url: `${world.url}/admin`, connects: ada.connect };
	await assert.rejects(there.connects());
});

test("both transports work, and a client may start with polling and upgrade to WebSocket", async () => {
	for (const transports of [["websocket"], ["polling"], ["polling", "websocket"]]) {
		const client = await bob.connect({ transports });
		await client.open({ channelId });
		const { seq } = await client.sendMessage(channelId, transports.join());
		await client.waitFor("messages", ({ messages }) => messages.some((message) => message.seq === seq));
		client.close();
	}
});

/** The payloads of the contract's events, each malformed in every way. */
const malformed: [event: string, payload: unknown[]][] = [
	["channel:open", []],
	["channel:open", [null]],
	["channel:open", ["x"]],
	["channel:open", [[]]],
	["channel:open", [1]],
	["channel:open", [{}, {}]],
	["channel:open", [{}]],
	["channel:open", [{ channelId: "1" }]],
	["channel:open", [{ channelId: 1.5 }]],
	["channel:open", [{ channelId: null }]],
	["channel:open", [{ channelId: [1] }]],
	["channel:open", [Buffer.from("x")]],
	["channel:open", [{ channelId: Buffer.from("1") }]],
	["channel:close", [{}]],
	["channel:close", [{ channelId: "x" }]],
	["message:send", [{}]],
	["message:send", [{ channelId: true, nonce: nonce(), content: "x" }]],
	["typing", [{}]],
	["typing", [undefined]],
	["presence:set", [{}]],
	["presence:set", [{ status: "away" }]],
	["presence:set", [{ status: "offline" }]],
	["presence:set", [{ status: "online", more: 1 }]],
	["presence:idle", [{}]],
	["presence:idle", [{ idle: "yes" }]],
	["presence:set", [{ status: ["online"] }]],
	["nonsense", [{}]],
	["", [{}]],
	["__proto__", [{}]],
	["constructor", [{}]],
	["toString", [{}]],
	["hasOwnProperty", ["x"]],
	["messages", [{ channelId: 1, messages: [] }]],
	["error", [{}]],
];

test("rejects a malformed or unknown event with invalid_request, never with silence, and the socket continues", async () => {
	const client = await bob.connect();
	for (const [event, payload] of malformed) {
		const ack = await client.ask(event, ...payload);
		assert.equal(ack.ok, false, `${event} ${JSON.stringify(payload)}`);
		assert.equal(ack.error?.code, "invalid_request", `${event} ${JSON.stringify(payload)}: ${JSON.stringify(ack)}`);
		assert.ok(ack.error.message);
	}
	assert.equal((await client.ask("presence:set", { status: "online" })).ok, true);
	client.close();
});

test("a message has the same limits by socket as over HTTP", async () => {
	const client = await bob.connect();
	const draft = { channelId, nonce: nonce(), content: "hi" };
	for (const [wrong, field] of [
		[{ content: "" }, "content"],
		[{ content: "\u200b " }, "content"],
		[{ content: "x".repeat(4001) }, "content"],
		[{ content: "a\u0000" }, "content"],
		[{ content: "\ud83d" }, "content"],
		[{ content: Buffer.from("hi") }, "content"],
		[{ nonce: "x" }, "nonce"],
		[{ nonce: undefined }, "nonce"],
		[{ replyTo: "1" }, "replyTo"],
		[{ replyTo: 12345 }, "replyTo"],
		[{ attachmentIds: [1] }, "attachmentIds"],
		[{ authorId: 1 }, "authorId"],
	] as const) {
		const ack = await client.ask("message:send", { ...draft, ...wrong });
		assert.equal(ack.error?.code, "invalid_request", JSON.stringify(wrong));
		assert.ok(ack.error.fields && field in ack.error.fields, JSON.stringify(ack));
	}
	let deep: unknown = "x";
	for (const _ of range(1, 40)) deep = [deep];
	assert.equal((await client.ask("message:send", { ...draft, content: deep })).error?.code, "invalid_request");
	const raw = JSON.parse('{"__proto__":{"ok":true}}');
	assert.equal((await client.ask("message:send", { ...draft, ...raw, x: raw })).error?.code, "invalid_request");
	client.close();
});

test("events distinguish hidden, unknown and public channels exactly as paths do", async () => {
	const den = await ada.createServer("Den", { visibility: "private" });
	const staff = await ada.createChannel(serverId, "staff", { private: true });
	const eves = await eve.connect();
	const events = [
		["channel:open", {}],
		["channel:open", { limit: "wrong" }],
		["message:send", { nonce: nonce(), content: "hi" }],
		["message:send", { wrong: true }],
		["typing", {}],
		["typing", { wrong: true }],
	] as const;
	for (const [event, payload] of events) {
		const never = await eves.ask(event, { channelId: 987_654, ...payload });
		assert.equal(never.error?.code, "channel_not_found");
		for (const hidden of [den.channelId, staff, 0, -1, 2 ** 53, 1e300])
			assert.deepEqual(await eves.ask(event, { channelId: hidden, ...payload }), never, `${event} ${hidden}`);
		const open = await eves.ask(event, { channelId, ...payload });
		assert.equal(open.error?.code, "not_member");
	}
	assert.deepEqual(eves.received, []);
	eves.close();
});

test("an event without an acknowledgement callback is processed all the same", async () => {
	const client = await bob.connect();
	client.socket.emit("channel:open", { channelId });
	await sleep(100);
	client.socket.emit("message:send", { channelId, nonce: nonce(), content: "no callback" });
	await client.waitFor("messages", ({ messages }) => messages.some(({ content }) => content === "no callback"));
	for (const [event, payload] of malformed) client.socket.emit(event, ...payload);
	assert.equal((await client.ask("presence:set", { status: "online" })).ok, true);
	client.close();
});

test("a payload over 64 KiB closes the connection, one below it does not", async () => {
	for (const transports of [["websocket"], ["polling"]]) {
		const client = await bob.connect({ transports });
		const ack = await client.ask("message:send", { channelId, nonce: nonce(), content: "x".repeat(60_000) });
		assert.equal(ack.error?.code, "invalid_request");
		client.socket.emit("message:send", { channelId, nonce: nonce(), content: "x".repeat(66_000) });
		await client.closed();
	}
});

test("invalid Socket.IO frames end their own connection and nothing else", async () => {
	const witness = await bob.connect();
	for (const packet of [
		"",
		"9",
		"4",
		"49",
		"42",
		"42[",
		"42{}",
		'42["x"',
		"42[1e999]",
		'4299999999999999999999["x",{}]',
		"45",
		'45-["x"]',
		'451-["x",{"_placeholder":true,"num":9}]',
		'42/admin,["x"]',
		"40{",
		"41/x",
		"43[]",
		"44{}",
		"\u0000",
		"bAAAA",
		"4".repeat(5000),
		'42["__proto__"]',
		"42[null]",
		"42[[]]",
		'42["disconnect"]',
		'42["connect_error",{}]',
		'42["newListener",1]',
	]) {
		const client = await bob.connect();
		const engine = client.socket.io.engine;
		(engine as unknown as { transport: { ws: { send: (text: string) => void } } }).transport.ws.send(packet);
		await sleep(5);
		client.close();
	}
	assert.equal((await witness.ask("presence:set", { status: "online" })).ok, true);
	witness.close();
});

test("a connection that asks for the namespace repeatedly stays one connection of one user", async () => {
	const { hostname, port } = new URL(world.url);
	const sid = await new Promise<string>((resolve, reject) =>
		request(
			{ hostname, port, path: "/socket.io/?EIO=4&transport=polling", headers: { cookie: bob.cookie } },
			(answer) => {
				let text = "";
				answer.on("data", (bytes) => {
					text += bytes;
				});
				answer.on("end", () => resolve(JSON.parse(text.slice(1)).sid));
			},
		)
			.on("error", reject)
			.end(),
	);
	const asked = await bob.call("POST", `/socket.io/?EIO=4&transport=polling&sid=${sid}`, {
		headers: { "content-type": "text/plain" },
		body: Array(300).fill("40").join("\u001e"),
	});
	assert.ok([200, 400].includes(asked.status));
	await sleep(300);
	const client = await bob.connect();
	assert.equal((await client.ask("presence:set", { status: "online" })).ok, true);
	client.close();
});

test("each of thousands of events at once is acknowledged", async () => {
	const client: SocketClient[] = await Promise.all(range(1, 4).map(() => bob.connect()));
	// Without a client deadline, because the duration depends on the machine. The server rejects slow events itself.
	const acks = await Promise.all(
		client.flatMap(({ socket }) =>
			range(1, 500).map((i) =>
				i % 3
					? socket.emitWithAck("typing", { channelId })
					: socket.emitWithAck("message:send", { channelId, nonce: nonce(), content: `${i}` }),
			),
		),
	);
	const answers = new Set(acks.map(({ ok, error }) => (ok ? "ok" : error.code)));
	answers.delete("unavailable");
	assert.deepEqual([...answers], ["ok"]);
	for (const one of client) one.close();
});
