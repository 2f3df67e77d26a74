import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { formOf } from "@/lib/http/request-body";
import { ada, bob, channelId, serverId, setUpCommunity, world } from "@/test/support/community";
import { assertRefused } from "./support/api-client";
import { range } from "./support/socket-client";
import { nonce } from "./support/test-server";

setUpCommunity();

/** Returns `n` characters, each of which is two UTF-16 units and four UTF-8 bytes. */
const letters = (n: number) => "𐍈".repeat(n);
let made = 0;
const unique = (n: number) => `u${++made}`.padEnd(n, "x");

test("every text field accepts its maximum length in characters, and no more", async () => {
	const account = (body: object) => ada.patch("/api/account", body);
	const server = (body: object) => ada.patch(`/api/servers/${serverId}`, body);
	const newServer = (body: object) => ada.post("/api/servers", { name: "One", categoryId: 1, ...body });
	const newChannel = (body: object) => ada.post(`/api/servers/${serverId}/channels`, { name: unique(10), ...body });
	const sends = (body: object) =>
		ada.post(`/api/channels/${channelId}/messages`, { nonce: nonce(), content: "x", ...body });
	const poll = (more: object) => sends({ poll: { question: "Which?", options: ["a", "b"], ...more } });
	const file = await ada.uploadOk(channelId, "a.txt", "hello");
	const { seq } = await ada.sendMessage(channelId, "first");
	const registers = (body: object) =>
		world.guest().post("/api/account", { username: unique(12), password: "correct horse", ...body });
	const bounds: [what: string, most: number, field: string, call: (n: number) => ReturnType<typeof ada.get>][] = [
		["a display name", 100, "displayName", (n) => account({ displayName: letters(n) })],
		["a bio", 1000, "bio", (n) => account({ bio: letters(n) })],
		["a status", 100, "status.text", (n) => account({ status: { text: letters(n) } })],
		["a username", 32, "username", (n) => registers({ username: unique(n) })],
		["a password", 200, "password", (n) => registers({ password: letters(n) })],
		["a new server's name", 100, "name", (n) => newServer({ name: letters(n) })],
		["a new server's description", 1000, "description", (n) => newServer({ description: letters(n) })],
		["a server's name", 100, "name", (n) => server({ name: letters(n) })],
		["a server's description", 1000, "description", (n) => server({ description: letters(n) })],
		["a new channel's name", 80, "name", (n) => newChannel({ name: unique(n) })],
		["a new channel's topic", 1000, "topic", (n) => newChannel({ topic: letters(n) })],
		["a channel's name", 80, "name", (n) => ada.patch(`/api/channels/${channelId}`, { name: unique(n) })],
		["a channel's topic", 1000, "topic", (n) => ada.patch(`/api/channels/${channelId}`, { topic: letters(n) })],
		["a message", 4000, "content", (n) => sends({ content: letters(n) })],
		[
			"an edit",
			4000,
			"content",
			(n) => ada.patch(`/api/channels/${channelId}/messages/${seq}`, { content: letters(n) }),
		],
		["a draft", 4000, "content", (n) => ada.put(`/api/channels/${channelId}/draft`, { content: letters(n) })],
		["a poll's question", 300, "poll.question", (n) => poll({ question: letters(n) })],
		["a poll's answer", 100, "poll.options", (n) => poll({ options: ["a", letters(n)] })],
		["a description of a file", 1000, "alt", (n) => ada.patch(`/api/attachments/${file.id}`, { alt: letters(n) })],
		["a keyword", 50, "keywords", (n) => ada.put("/api/account/keywords", { keywords: [letters(n)] })],
		["a search", 256, "q", (n) => ada.get(`/api/search?q=${encodeURIComponent("x".repeat(n))}`)],
		["a search for people", 100, "q", (n) => ada.get(`/api/users?q=${encodeURIComponent(letters(n))}`)],
		["a search for servers", 200, "q", (n) => ada.get(`/api/servers?q=${encodeURIComponent(letters(n))}`)],
		[
			"a search for members",
			100,
			"q",
			(n) => ada.get(`/api/servers/${serverId}/members?q=${encodeURIComponent(letters(n))}`),
		],
	];
	for (const [what, most, field, call] of bounds) {
		assertRefused(await call(most + 1), 400, "invalid_request", field);
		const taken = await call(most);
		assert.ok(taken.status < 300, `${what} of ${most}: ${taken.text}`);
	}
});

test("every list accepts its maximum number of items, and no more", async () => {
	const sends = (body: object) =>
		ada.post(`/api/channels/${channelId}/messages`, { nonce: nonce(), content: "x", ...body });
	const files: number[] = [];
	for (const n of range(1, 11)) files.push((await ada.uploadOk(channelId, `${n}.txt`, "hello")).id);
	const options = (n: number) => range(1, n).map(String);
	const client = await ada.connect();
	const opens = async (n: number) => {
		const threads = range(1, n).map((id) => ({ channelId: id, rev: 1 }));
		const { ok, error } = await client.ask("channel:open", { channelId, afterSeq: 0, afterRev: 0, threads });
		return { status: ok ? 200 : 400, text: JSON.stringify(error), body: { error } };
	};
	const bounds: [what: string, most: number, field: string, call: (n: number) => Promise<unknown>][] = [
		[
			"keywords",
			25,
			"keywords",
			(n) => ada.put("/api/account/keywords", { keywords: range(1, n).map((i) => `word ${i}`) }),
		],
		["a poll's answers", 10, "poll.options", (n) => sends({ poll: { question: "Which?", options: options(n) } })],
		["files of a message", 10, "attachmentIds", (n) => sends({ attachmentIds: files.slice(0, n) })],
		[
			"marks",
			5000,
			"marks",
			(n) => bob.put("/api/inbox/read", { marks: range(1, n).map((id) => ({ channelId: id, seq: 0 })) }),
		],
		["threads that are known", 300, "threads", opens],
		["messages of a page", 100, "limit", (n) => ada.get(`/api/channels/${channelId}/messages?limit=${n}`)],
		["what is found", 50, "limit", (n) => ada.get(`/api/search?q=first&limit=${n}`)],
	];
	for (const [what, most, field, call] of bounds) {
		assertRefused((await call(most + 1)) as Awaited<ReturnType<typeof ada.get>>, 400, "invalid_request", field);
		const { status, text } = (await call(most)) as { status: number; text: string };
		assert.ok(status < 300, `${what}, ${most} of them: ${text}`);
	}
	assertRefused(await sends({ poll: { question: "Which?", options: ["a"] } }), 400, "invalid_request", "poll.options");
	assertRefused(await ada.put("/api/account/keywords", { keywords: ["a"] }), 400, "invalid_request", "keywords");
	client.close();
});

test("a server holds two thousand channels, and a user can have fifty pending files", async () => {
	const { serverId: full } = await ada.createServer("Full");
	await sql`insert into channels (server_id, name, creator_id) select ${full}, 'c' || n, ${ada.id} from generate_series(1, 1998) n`;
	const answers = await Promise.all(
		range(1, 3).map((n) => ada.post(`/api/servers/${full}/channels`, { name: `n${n}` })),
	);
	assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 403, 403]);
	await sql`
		insert into attachments (channel_id, uploader_id, name, type, kind, size, key)
		select ${channelId}, ${bob.id}, 'filler', 'text/plain', 'file', 1, 'filler/' || n from generate_series(1, 49) n`;
	const given = await Promise.all(range(1, 3).map(() => bob.upload(channelId, "a.txt", "hello")));
	assert.deepEqual(given.map(({ status }) => status).toSorted(), [201, 400, 400]);
});

test("a form of the sign-in has at most 16 KiB, whatever its format and transfer", async () => {
	const max = 16 * 1024;
	const post = (type: string, body: string | ReadableStream) =>
		formOf(
			new Request("http://localhost", {
				method: "POST",
				headers: { "content-type": type },
				body,
				duplex: "half",
			} as never),
		);
	const form = (bytes: number) => "username=ada&password=".padEnd(bytes, "x");
	const json = (bytes: number) => '{"username":"ada"}'.padEnd(bytes);
	for (const [type, body] of [
		["application/x-www-form-urlencoded", form],
		["application/json", json],
	] as const) {
		assert.equal((await post(type, body(max))).get("username"), "ada");
		await assert.rejects(post(type, body(max + 1)), { code: "too_large" });
		assert.equal((await post(type, new Blob([body(max)]).stream())).get("username"), "ada");
		await assert.rejects(post(type, new Blob([body(max + 1)]).stream()), { code: "too_large" });
	}
});
