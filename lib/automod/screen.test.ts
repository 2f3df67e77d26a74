import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { assertBlocked, makeRule, rulesPath, send } from "@/test/support/automod";
import { ada, bob, eve, setUpCommunity } from "@/test/support/community";
import { repeatsOf } from "@/test/support/races";
import { range, waitUntil } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";
import { CHANNEL } from "../cluster/events";
import { appState } from "../process/app-state";

setUpCommunity("Screened");

let made = 0;
const place = async (extra: object = {}) => {
	const server = await ada.createServer(`Screened ${++made}`, extra);
	await ada.addMember(server.serverId, bob);
	return server;
};
const lastSeq = async (channelId: number) => (await ada.channelState(channelId)).lastSeq;

test("a rule refuses a message by HTTP, by socket, in a thread, in a poll, and as an edit, and nothing is stored", async () => {
	const { serverId, channelId } = await place();
	const { seq } = await bob.sendMessage(channelId, "fine");
	const { body } = await bob.post(`/api/channels/${channelId}/messages/${seq}/thread`);
	const thread = body.thread?.channelId ?? 0;
	const rule = await makeRule(ada, serverId);
	assertBlocked(await send(bob, channelId, "SPAM!"), rule);
	assertBlocked(await send(bob, thread, "s p a m"), rule);
	assertBlocked(await send(bob, thread, "sp\u200bam", { echo: true }), rule);
	assertBlocked(await send(bob, channelId, "", { poll: { question: "Which?", options: ["tea", "spam"] } }), rule);
	assertBlocked(await bob.patch(`/api/channels/${channelId}/messages/${seq}`, { content: "ѕраm" }), rule);
	const client = await bob.connect();
	const answer = await client.ask("message:send", { channelId, nonce: nonce(), content: "spam" });
	assert.deepEqual(answer.ok ? null : answer.error, {
		code: "blocked_by_rule",
		message: rule.message,
		rule: rule.name,
	});
	client.close();
	assert.equal(await lastSeq(channelId), 1);
	assert.equal((await send(bob, channelId, "spammer")).status, 201);
	await ada.patch(`${rulesPath(serverId)}/${rule.id}`, { enabled: false });
	assert.equal((await send(bob, channelId, "spam")).status, 201);
	await ada.patch(`${rulesPath(serverId)}/${rule.id}`, { enabled: true });
	assertBlocked(await send(bob, channelId, "spam"), rule);
	await ada.delete(`${rulesPath(serverId)}/${rule.id}`);
	assert.equal((await send(bob, channelId, "spam")).status, 201);
});

test("a rule refuses names and descriptions of files, nicknames and statuses, unless the server exempts the user", async () => {
	const { serverId, channelId } = await place();
	const fine = await bob.uploadOk(channelId, "fine.txt", "hello");
	const rule = await makeRule(ada, serverId);
	assertBlocked(await bob.upload(channelId, "spam.txt", "hello"), rule);
	assertBlocked(await bob.patch(`/api/attachments/${fine.id}`, { alt: "so much spam" }), rule);
	assertBlocked(await bob.patch("/api/account", { status: { text: "spam" } }), rule);
	const nickname = `/api/servers/${serverId}/members/${bob.username}/nickname`;
	assertBlocked(await bob.put(nickname, { nickname: "S.P.A.M" }), rule);
	assert.equal((await bob.put(nickname, { nickname: "Bobby" })).status, 204);
	assert.equal((await bob.get("/api/account")).body.user?.id, bob.id);
	assert.equal((await ada.patch("/api/account", { status: { text: "spam" } })).status, 200);
	await ada.patch("/api/account", { status: null });
	assert.equal((await ada.upload(channelId, "spam.txt", "hello")).status, 201);
	const roleId = await ada.createRole(serverId, "regulars", {}, bob);
	await ada.patch(`${rulesPath(serverId)}/${rule.id}`, { exempt: { roleIds: [roleId], channelIds: [] } });
	assert.equal((await bob.upload(channelId, "spam.txt", "hello")).status, 201);
	assert.equal((await bob.put(nickname, { nickname: "S.P.A.M" })).status, 204);
});

test("the owner, moderators, exempt roles and exempt channels with their threads are not checked", async () => {
	const { serverId, channelId } = await place();
	const free = await ada.createChannel(serverId, "free");
	const roleId = await ada.createRole(serverId, "regulars");
	const rule = await makeRule(ada, serverId, { exempt: { roleIds: [roleId], channelIds: [free] } });
	assert.equal((await send(ada, channelId, "spam")).status, 201);
	assertBlocked(await send(bob, channelId, "spam"), rule);
	const { seq } = await bob.sendMessage(free, "spam");
	const { body } = await bob.post(`/api/channels/${free}/messages/${seq}/thread`);
	assert.equal((await send(bob, body.thread?.channelId ?? 0, "spam")).status, 201);
	await ada.put(`/api/servers/${serverId}/members/${bob.username}/roles/${roleId}`);
	assert.equal((await send(bob, channelId, "spam")).status, 201);
	await ada.delete(`/api/servers/${serverId}/members/${bob.username}/roles/${roleId}`);
	assertBlocked(await send(bob, channelId, "spam"), rule);
	await ada.put(`/api/channels/${channelId}/overrides`, {
		overrides: [{ username: bob.username, allow: ["manage_messages"], deny: [] }],
	});
	assert.equal((await send(bob, channelId, "spam")).status, 201);
});

test("the oldest of several rules that apply refuses the message", async () => {
	const { serverId, channelId } = await place();
	const roleId = await ada.createRole(serverId, "regulars", {}, bob);
	await makeRule(ada, serverId, { name: "First", exempt: { roleIds: [roleId], channelIds: [] } });
	const second = await makeRule(ada, serverId, { name: "Second", message: "Second." });
	await makeRule(ada, serverId, { name: "Third", message: "Third." });
	assertBlocked(await send(bob, channelId, "spam"), second);
});

test("users who may not send to a channel get the same error with and without rules", async () => {
	const { serverId, channelId } = await place({ visibility: "private" });
	await makeRule(ada, serverId);
	const never = await send(eve, 999_999, "spam");
	const there = await send(eve, channelId, "spam");
	assert.equal(there.text, never.text);
	const client = await eve.connect();
	const answer = await client.ask("message:send", { channelId, nonce: nonce(), content: "spam" });
	assert.equal(answer.ok ? "" : answer.error?.code, "channel_not_found");
	client.close();
	await ada.put(`/api/channels/${channelId}/overrides`, {
		overrides: [{ username: bob.username, allow: [], deny: ["send_messages"] }],
	});
	assertRefused(await send(bob, channelId, "spam"), 403, "forbidden");
});

test("a message that was stored before is returned for its nonce, whatever its server's rules are now", async () => {
	const { serverId, channelId } = await place();
	const { nonce: known, seq } = await bob.sendMessage(channelId, "spam");
	const elsewhere = await bob.sendMessage(await ada.createChannel(serverId, "elsewhere"), "fine");
	const hers = await ada.sendMessage(channelId, "fine");
	const rule = await makeRule(ada, serverId);
	const spam = (nonce: string) => bob.post(`/api/channels/${channelId}/messages`, { nonce, content: "spam" });
	for (const other of [nonce(), elsewhere.nonce, hers.nonce]) assertBlocked(await spam(other), rule);
	const again = await spam(known);
	assert.deepEqual([again.status, again.body.message?.seq], [200, seq]);
});

test("patterns match styled letters, and any case", async () => {
	const { serverId, channelId } = await place();
	const rule = await makeRule(ada, serverId, { kind: "patterns", settings: { patterns: ["free.{0,20}nitro"] } });
	for (const text of ["FREE discord Nitro", "ｆｒｅｅ nitro", "fr\u200bee x nitro"])
		assertBlocked(await send(bob, channelId, text), rule);
	assert.equal((await send(bob, channelId, "nitro and then free")).status, 201);
});

test("a rule about links finds them with and without a scheme, by domain, and as invites", async () => {
	const { serverId, channelId } = await place();
	const settings = { block: "listed", domains: ["https://www.Evil.Example/path", "bücher.example"], invites: true };
	const rule = await makeRule(ada, serverId, { kind: "links", settings });
	assert.deepEqual(rule.settings, { ...settings, domains: ["evil.example", "xn--bcher-kva.example"] });
	for (const text of [
		"https://evil.example",
		"see http://sub.evil.example:8080/x?y",
		"[here](https://EVIL.example/)",
		"evil.example/now",
		"`www.evil.example`",
		"https://user@evil.example/",
		"https://evil\u200b.example",
		"https://bücher.example/x",
		"https://discord.gg/abcdef",
		"discord.com/invite/abcdef",
		"t.me/+abcdef",
		"https://chat.example.org/invite/AbCdEfGhJkLm",
	])
		assertBlocked(await send(bob, channelId, text), rule);
	for (const text of [
		"https://notevil.example",
		"https://good.org/evil.example",
		"evil . example",
		"discord.com/about",
	])
		assert.equal((await send(bob, channelId, text)).status, 201, text);
	await ada.patch(`${rulesPath(serverId)}/${rule.id}`, {
		settings: { block: "others", domains: ["good.org"], invites: false },
	});
	assertBlocked(await send(bob, channelId, "https://discord.gg/abcdef"), rule);
	assert.equal((await send(bob, channelId, "https://wiki.good.org/ and file.txt")).status, 201);
	await ada.patch(`${rulesPath(serverId)}/${rule.id}`, { settings: { block: "all", domains: [], invites: false } });
	assertBlocked(await send(bob, channelId, "https://wiki.good.org/"), rule);
	assertBlocked(await send(bob, channelId, "good.org"), rule);
	assert.equal((await send(bob, channelId, "README.md and e.g. this")).status, 201);
});

test("a rule about mentions counts names over time, and everyone at once", async () => {
	const { serverId, channelId } = await place();
	const settings = { max: 3, seconds: 600, everyone: true };
	const { id } = await makeRule(ada, serverId, { kind: "mentions", settings: { ...settings, everyone: false } });
	assert.equal((await send(bob, channelId, "@everyone")).status, 201);
	await ada.delete(`${rulesPath(serverId)}/${id}`);
	const rule = await makeRule(ada, serverId, { kind: "mentions", settings });
	assertBlocked(await send(bob, channelId, "@everyone"), rule);
	assertBlocked(await send(bob, channelId, "@one @two @three @four"), rule);
	assert.equal((await send(bob, channelId, "@one @two")).status, 201);
	assert.equal((await send(bob, channelId, "`@three @four`")).status, 201);
	assertBlocked(await send(bob, channelId, "@three @four"), rule);
	assert.equal((await send(bob, channelId, "@three")).status, 201);
	assertBlocked(await send(bob, channelId, "@four"), rule);
});

test("a rule about repetition counts the same text over channels, and a retry once", async () => {
	const { serverId, channelId } = await place();
	const other = await ada.createChannel(serverId, "other");
	const rule = await makeRule(ada, serverId, { kind: "repeat", settings: { times: 3, seconds: 600 } });
	const retried = { nonce: nonce(), content: "Buy now" };
	for (const status of [201, 200, 200])
		assert.equal((await bob.post(`/api/channels/${channelId}/messages`, retried)).status, status);
	assert.equal((await send(bob, other, "BUY  now")).status, 201);
	assertBlocked(await send(bob, channelId, "büy\u200b now"), rule);
	assert.equal((await send(bob, channelId, "Buy later")).status, 201);
	assertBlocked(await send(bob, other, "buy now"), rule);
});

test("a rule about floods limits messages, lines, and files without a text", async () => {
	const { serverId, channelId } = await place();
	const settings = { messages: 3, seconds: 600, lines: 5, attachmentsOnly: true };
	const rule = await makeRule(ada, serverId, { kind: "flood", settings });
	assertBlocked(await send(bob, channelId, `a${"\n".repeat(6)}b`), rule);
	const file = await bob.uploadOk(channelId, "a.txt", "hello");
	assertBlocked(await send(bob, channelId, "", { attachmentIds: [file.id] }), rule);
	assert.equal((await send(bob, channelId, "a file", { attachmentIds: [file.id] })).status, 201);
	for (const n of [1, 2]) assert.equal((await send(bob, channelId, `again ${n}`)).status, 201);
	assertBlocked(await send(bob, channelId, "too many"), rule);
	assert.equal((await send(ada, channelId, "from the owner")).status, 201);
	const limit = (more: object) =>
		ada.patch(`${rulesPath(serverId)}/${rule.id}`, { settings: { ...settings, ...more } });
	await limit({ messages: null, attachmentsOnly: false });
	const another = await bob.uploadOk(channelId, "b.txt", "hello");
	assert.equal((await send(bob, channelId, "", { attachmentIds: [another.id] })).status, 201);
	assert.equal((await send(bob, channelId, `a${"\n".repeat(5)}b`)).status, 201);
	await limit({ messages: 99, lines: null });
	assert.equal((await send(bob, channelId, "", { poll: { question: "Which?", options: ["One", "Two"] } })).status, 201);
	assert.equal((await send(bob, channelId, `a${"\n".repeat(6)}b`)).status, 201);
});

test("a rule about newcomers forbids links, files and mentions for a while", async () => {
	const { serverId, channelId } = await place();
	const settings = { minutes: 10, links: true, files: true, mentions: true };
	const rule = await makeRule(ada, serverId, { kind: "newcomer", settings });
	const file = await bob.uploadOk(channelId, "a.txt", "hello");
	assertBlocked(await send(bob, channelId, "https://example.org"), rule);
	assertBlocked(await send(bob, channelId, "hello @ada"), rule);
	assertBlocked(await send(bob, channelId, "a file", { attachmentIds: [file.id] }), rule);
	assert.equal((await send(bob, channelId, "hello, at 9 @ home")).status, 201);
	const forbidOnly = (name: string) =>
		ada.patch(`${rulesPath(serverId)}/${rule.id}`, {
			settings: { minutes: 10, links: false, files: false, mentions: false, [name]: true },
		});
	await forbidOnly("links");
	assert.equal((await send(bob, channelId, "hello @ada", { attachmentIds: [file.id] })).status, 201);
	const nickname = `/api/servers/${serverId}/members/${bob.username}/nickname`;
	assert.equal((await bob.put(nickname, { nickname: "example.org" })).status, 204);
	await forbidOnly("files");
	assert.equal((await send(bob, channelId, "https://example.org @ada")).status, 201);
	await ada.patch(`${rulesPath(serverId)}/${rule.id}`, { settings });
	await sql`update memberships set joined_at = now() - interval '11 minutes' where user_id = ${bob.id} and server_id = ${serverId}`;
	assert.equal((await send(bob, channelId, "https://example.org @ada")).status, 201);
});

test("a message that begins after the answer to a change is checked by the changed rule", async () => {
	const { serverId, channelId } = await place();
	const rule = await makeRule(ada, serverId, { enabled: false });
	for (let round = 0; round < repeatsOf(5); round++) {
		const sends = range(1, 10).map(() => send(bob, channelId, "spam"));
		assert.equal((await ada.patch(`${rulesPath(serverId)}/${rule.id}`, { enabled: true })).status, 200);
		assertBlocked(await send(bob, channelId, "spam"), rule);
		for (const { status } of await Promise.all(sends)) assert.ok(status === 201 || status === 403);
		assert.equal((await ada.patch(`${rulesPath(serverId)}/${rule.id}`, { enabled: false })).status, 200);
		assert.equal((await send(bob, channelId, "spam")).status, 201);
	}
});

test("another instance's change applies here within a second", async () => {
	const { serverId, channelId } = await place();
	const rule = await makeRule(ada, serverId);
	assertBlocked(await send(bob, channelId, "spam"), rule);
	await sql`update automod_rules set enabled = false, updated_at = now() + interval '1 second' where id = ${rule.id}`;
	const notice = { kind: "automod_changed", serverId };
	await sql`select pg_notify(${CHANNEL}, ${JSON.stringify({ from: "another instance", notice })})`;
	const began = performance.now();
	await waitUntil("the change applies", async () => (await send(bob, channelId, "spam")).status === 201);
	assert.ok(performance.now() - began < 1000);
});

test("a change that comes while the rules are being read is read as well", async () => {
	const { serverId, channelId } = await place();
	const rule = await makeRule(ada, serverId);
	const { ruleSets } = appState();
	ruleSets.invalidate();
	const reading = send(bob, channelId, "spam");
	const changes = range(1, 6).map((n) => ada.patch(`${rulesPath(serverId)}/${rule.id}`, { enabled: n % 2 === 0 }));
	await Promise.all([reading, ...changes]);
	const isEnabled = (await ada.get(rulesPath(serverId))).body.rules?.[0]?.enabled;
	assert.equal((await send(bob, channelId, "spam")).status, isEnabled ? 403 : 201);
});

test("the rules of a server are in memory after its first message, also if there are none", async () => {
	const { serverId, channelId } = await place();
	await bob.sendMessage(channelId, "the first one reads that there are no rules");
	assert.equal(appState().ruleSets.peek(serverId), null);
	await makeRule(ada, serverId);
	await bob.sendMessage(channelId, "hello");
	assert.equal(appState().ruleSets.peek(serverId)?.rules.length, 1);
});
