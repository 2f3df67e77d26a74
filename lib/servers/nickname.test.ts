import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, eve } from "@/test/support/community";
import { act, acted, audit, createPlace, mod, nobody, setUpModeration, soon } from "@/test/support/moderation";
import { waitUntil } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";

setUpModeration();

const powers = ["manage_nicknames", "kick_members", "view_audit_log"];
const path = (serverId: number, person: { username: string }) =>
	`/api/servers/${serverId}/members/${person.username}/nickname`;
const rename = (by: ApiClient, serverId: number, whom: { username: string }, nickname: unknown) =>
	by.put(path(serverId, whom), { nickname });
async function renamed(by: ApiClient, serverId: number, whom: { username: string }, nickname: string | null) {
	const { status, text } = await rename(by, serverId, whom, nickname);
	assert.equal(status, 204, text);
}
async function post(by: ApiClient, channelId: number, content = "limestone", more: object = {}) {
	const { status, text, body } = await by.post(`/api/channels/${channelId}/messages`, {
		nonce: nonce(),
		content,
		...more,
	});
	assert.equal(status, 201, text);
	return body.message ?? assert.fail();
}
const history = async (by: ApiClient, channelId: number, query = "") =>
	(await by.get(`/api/channels/${channelId}/messages${query}`)).body.messages ?? assert.fail();
const namesIn = async (by: ApiClient, channelId: number, query = "") =>
	(await history(by, channelId, query)).map(({ author }) => author.nickname);

test("a nickname is 1 to 32 characters of clean single-line text, or null", async () => {
	const { serverId } = await createPlace();
	for (const [body, field] of [
		[{}, "nickname"],
		[{ nickname: "" }, "nickname"],
		[{ nickname: " \u200b " }, "nickname"],
		[{ nickname: "x".repeat(33) }, "nickname"],
		[{ nickname: 7 }, "nickname"],
		[{ nickname: "a\u0000" }, "nickname"],
		[{ nickname: "Bobby", displayName: "Bobby" }, "displayName"],
	] as const)
		assertRefused(await bob.put(path(serverId, bob), body), 400, "invalid_request", field);
	await renamed(bob, serverId, bob, " \u202eBob\nthe  Builder ");
	const { body } = await ada.get(`/api/servers/${serverId}/members?q=builder`);
	assert.deepEqual(
		body.members?.map(({ user, nickname }) => [user.username, nickname]),
		[["bob", "Bob the  Builder"]],
	);
	await renamed(bob, serverId, bob, "😀".repeat(32));
});

test("a nickname looks neither like a reserved name nor like the owner's names, except the owner's own", async () => {
	const { serverId } = await createPlace({}, powers);
	await renamed(ada, serverId, ada, "Captain");
	for (const nickname of ["Moderator", "аdmin", "@everyone", "ADA", "Cаptain"])
		for (const by of [bob, mod])
			assertRefused(await rename(by, serverId, bob, nickname), 400, "invalid_request", "nickname");
	await renamed(ada, serverId, ada, "Ada!");
	await renamed(ada, serverId, ada, "ada");
	const { serverId: open } = await ada.createServer("Open to all");
	await renamed(ada, open, ada, "Eve L.");
	await eve.patch("/api/account", { displayName: "Eve L." });
	assertRefused(await eve.post(`/api/membership/${open}`), 403, "forbidden");
	await eve.patch("/api/account", { displayName: "eve" });
	await eve.join(open);
	assertRefused(await eve.patch("/api/account", { displayName: "Eve L." }), 400, "invalid_request", "displayName");
});

test("members change their own nickname, those who manage nicknames that of lower members, and nobody the owner's", async () => {
	const { serverId } = await createPlace({}, powers);
	await renamed(bob, serverId, bob, "Bobby");
	await renamed(mod, serverId, bob, "Robert");
	await renamed(mod, serverId, { username: "BOB" }, null);
	assertRefused(await rename(bob, serverId, mod, "Modest"), 403, "forbidden");
	for (const by of [bob, mod]) assertRefused(await rename(by, serverId, ada, "Boss"), 403, "forbidden");
	for (const username of ["eve", "no.such.user", "a\u0000"]) {
		const unknown = await ada.put(`/api/servers/${serverId}/members/${encodeURIComponent(username)}/nickname`, {
			nickname: "x",
		});
		assertRefused(unknown, 404, "user_not_found");
		assertRefused(await rename(bob, serverId, { username: "no.such.user" }, "x"), 403, "forbidden");
	}
	assertRefused(await rename(eve, serverId, bob, "x"), 403, "forbidden");
	assertRefused(await rename(nobody, serverId, bob, "x"), 401, "unauthenticated");
	const { id: everyone } = await ada.everyoneOf(serverId);
	await ada.patch(`/api/roles/${everyone}`, { permissions: ["view_channel", "send_messages"] });
	assertRefused(await rename(bob, serverId, bob, "Bobby"), 403, "forbidden");
	await renamed(ada, serverId, ada, "Boss");
});

test("a member who is timed out keeps their nickname, and a moderator can change it", async () => {
	const { serverId } = await createPlace({}, powers);
	await renamed(bob, serverId, bob, "Rude");
	await acted(act(ada, serverId, "bob", { kind: "timeout", until: soon() }));
	assertRefused(await rename(bob, serverId, bob, "Ruder"), 403, "timed_out");
	assertRefused(await rename(bob, serverId, bob, null), 403, "timed_out");
	await renamed(mod, serverId, bob, "Polite");
});

test("the audit log has the changes that moderators make, with both names, and not a member's own", async () => {
	const { serverId } = await createPlace({}, powers);
	await renamed(bob, serverId, bob, "Bobby");
	await renamed(mod, serverId, bob, "Robert");
	await renamed(mod, serverId, bob, "Robert");
	await renamed(mod, serverId, bob, null);
	await acted(act(ada, serverId, "bob", { kind: "warn" }));
	const entries = await audit(serverId);
	assert.deepEqual(
		entries.map(({ action, actor, subject, nickname, moderationAction }) => [
			...[action, actor?.username, subject?.username, nickname?.before, nickname?.after, moderationAction?.kind],
		]),
		[
			["warn", "ada", "bob", undefined, undefined, "warn"],
			["nickname", mod.username, "bob", "Robert", null, undefined],
			["nickname", mod.username, "bob", "Bobby", "Robert", undefined],
		],
	);
	assert.deepEqual(await audit(serverId, "?action=nickname&actor=mod.erator&subject=bob"), entries.slice(1));
});

test("live, on a late page and after a change the author has the same nickname, and none in another server", async () => {
	const { serverId, channelId } = await createPlace({}, powers);
	const elsewhere = await createPlace();
	await ada.addMember(serverId, eve);
	const live = await ada.connect();
	await live.ask("channel:open", { channelId });
	for (let n = 0; n < 51; n++) await post(bob, channelId, `limestone ${n}`);
	assert.deepEqual(new Set(await namesIn(eve, channelId)), new Set([undefined]));
	assert.deepEqual(new Set(await namesIn(eve, channelId, "?before=51")), new Set([undefined]));
	await renamed(mod, serverId, bob, "Bobby");
	const { user, ...event } = await live.waitFor("member:updated");
	assert.deepEqual(
		{ ...event, username: user.username, displayName: user.displayName },
		{
			...{ serverId, nickname: "Bobby", status: null, roleIds: [], username: "bob", displayName: "bob" },
		},
	);
	const plain = await post(bob, channelId);
	const rich = await post(bob, channelId, "hello @eve");
	await live.waitFor("messages", ({ rev }) => rev === rich.rev);
	const sent = live.of("messages").flatMap(({ messages }) => messages);
	for (const message of [plain, rich, ...sent.slice(-2)]) assert.equal(message.author.nickname, "Bobby");
	for (const query of ["", "?before=51", "?after=0&limit=3", "?around=2&limit=3"])
		assert.deepEqual(new Set(await namesIn(eve, channelId, query)), new Set(["Bobby"]), query);
	const late = await eve.connect();
	const opened = await late.ask("channel:open", { channelId, limit: 50 });
	assert.deepEqual(new Set(opened.messages?.map(({ author }) => author.nickname)), new Set(["Bobby"]));
	assert.equal((await post(bob, elsewhere.channelId)).author.nickname, undefined);
	await bob.leave(serverId);
	assert.deepEqual(new Set(await namesIn(eve, channelId)), new Set([undefined]));
	assert.deepEqual(new Set(await namesIn(eve, channelId, "?before=51")), new Set([undefined]));
	await bob.join(serverId);
	const { body } = await ada.get(`/api/servers/${serverId}/members?q=bob`);
	assert.equal(body.members?.[0]?.nickname, null);
});

test("a nickname is shown in search results, pins, threads, reactions, votes, the Inbox and typing", async () => {
	const { serverId, channelId } = await createPlace();
	await renamed(bob, serverId, bob, "Bobby");
	const poll = { question: "Where?", options: ["Here", "There"] };
	const { seq } = await post(bob, channelId, "gneiss for @ada", { poll });
	const message = `/api/channels/${channelId}/messages/${seq}`;
	await bob.put(`${message}/reactions/${encodeURIComponent("🎉")}`);
	await bob.put(`${message}/votes`, { options: [0] });
	await bob.put(`${message}/pin`);
	const { body } = await bob.post(`${message}/thread`);
	await post(bob, body.thread?.channelId ?? 0, "reply");
	const nicknames = async (url: string) => {
		const { text } = await ada.get(url);
		return (text.match(/"nickname":"Bobby"/g) ?? []).length;
	};
	await waitUntil("the message can be found", async () => (await nicknames("/api/search?q=gneiss")) > 0);
	for (const [url, times] of [
		["/api/search?q=gneiss", 2],
		[`/api/channels/${channelId}/pins`, 2],
		[`/api/channels/${channelId}/threads`, 2],
		[`${message}/reactions/${encodeURIComponent("🎉")}`, 1],
		[`${message}/votes?option=0`, 1],
		["/api/inbox?tab=mentions", 2],
	] as const)
		assert.equal(await nicknames(url), times, url);
	const live = await ada.connect();
	await live.ask("channel:open", { channelId });
	await (await bob.connect()).ask("typing", { channelId });
	assert.equal((await live.waitFor("typing")).nickname, "Bobby");
});

test("the same nickname again changes nothing and emits nothing", async () => {
	const { serverId } = await createPlace();
	await renamed(bob, serverId, bob, "Bobby");
	const live = await ada.connect();
	await renamed(bob, serverId, bob, " Bobby ");
	await renamed(bob, serverId, bob, null);
	assert.equal((await live.waitFor("member:updated")).nickname, null);
	assert.equal(live.of("member:updated").length, 1);
	assert.equal((await sql`select 1 from memberships where nickname is not null and server_id = ${serverId}`).length, 0);
});
