import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { range } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { loadServer } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import * as people from "./profiles";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;
let serverId: number;
let channelId: number;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	({ serverId, channelId } = await ada.createServer("Contour", { visibility: "private" }));
	await ada.addMember(serverId, bob);
});
after(() => world.close());

test("a user without a shared server looks like an unknown name in every request", async () => {
	const never = await eve.get("/api/users/nobody_at_all");
	assertRefused(never, 404, "user_not_found");
	for (const name of ["ada", "ADA", "%61da", "a%00b", "x".repeat(500), "ada%20"])
		assert.equal((await eve.get(`/api/users/${name}`)).text, never.text);
	for (const method of ["PUT", "DELETE"])
		assert.equal((await eve.call(method, "/api/users/ada/block")).text, never.text);
	assert.deepEqual((await eve.get("/api/users?q=ada")).body.users, []);
	assertRefused(await world.guest().get("/api/users/ada"), 401, "unauthenticated");
	assertRefused(await world.guest().get("/api/users?q=ada"), 401, "unauthenticated");
	assertRefused(await world.guest().get("/api/blocks"), 401, "unauthenticated");
});

test("a profile names the servers that both users share, and no others", async () => {
	const { serverId: own } = await bob.createServer("Bob alone", { visibility: "private" });
	const { body } = await ada.get("/api/users/BOB");
	assert.equal(body.profile?.user.username, "bob");
	assert.deepEqual(
		body.profile.servers.map(({ id }) => id),
		[serverId],
	);
	assert.equal("email" in body.profile.user, false);
	const mine = (await bob.get("/api/users/bob")).body.profile?.servers.map(({ id }) => id);
	assert.deepEqual(mine, [serverId, own]);
	await eve.join((await bob.createServer("Open")).serverId);
	assert.equal((await eve.get("/api/users/bob")).status, 200);
	assertRefused(await eve.get("/api/users/ada"), 404, "user_not_found");
});

test("only users who may see a server's owner learn who it is", async () => {
	const { serverId: id } = await ada.createServer("Ada open");
	const seenBy = async ({ id: userId }: ApiClient) => {
		const viewer = { id: userId } as Viewer;
		return (await people.ownerOf(viewer, await loadServer(viewer, id)))?.username ?? null;
	};
	const dora = await world.createUser("dora");
	assert.equal(await seenBy(dora), null);
	assert.equal(await seenBy(ada), "ada");
	assert.equal(await seenBy(bob), "ada");
	await dora.join(id);
	assert.equal(await seenBy(dora), "ada");
});

test("users are found by a part of either name, literally", async () => {
	for (const q of ["", "%20", "x".repeat(101), "%00"])
		assertRefused(await ada.get(`/api/users?q=${q}`), 400, "invalid_request", "q");
	assertRefused(await ada.get("/api/users"), 400, "invalid_request", "q");
	for (const q of ["%25", "_", "%5C"]) assert.deepEqual((await ada.get(`/api/users?q=${q}`)).body.users, []);
	for (const q of ["bob", "OB", "%40bo"])
		assert.deepEqual(
			(await ada.get(`/api/users?q=${q}`)).body.users?.map(({ user }) => user.username),
			["bob"],
		);
});

test("rejects a status without text or emoji, too long, or with a past end", async () => {
	const until = new Date(Date.now() - 1000).toISOString();
	for (const status of [
		{},
		{ text: " " },
		{ emoji: "ab" },
		{ emoji: "🔥🔥" },
		{ text: "x".repeat(101) },
		{ text: "x", until },
		"x",
		{ text: "a\u0000" },
		{ text: "x", until: "tomorrow" },
		{ text: "x", more: 1 },
	])
		assertRefused(await ada.patch("/api/account", { status }), 400, "invalid_request");
	assert.equal((await ada.get("/api/account")).body.user?.status, null);
});

test("a status reaches members and the user’s own tabs, and ends by itself", async () => {
	const client = await bob.openSocket();
	const own = await ada.openSocket();
	const until = new Date(Date.now() + 60_000).toISOString();
	const { body } = await ada.patch("/api/account", { status: { emoji: "☕", text: " at the café ", until } });
	const status = { emoji: "☕", text: "at the café", until };
	assert.deepEqual(body.user?.status, status);
	const serialized = await client.waitFor(
		"member:updated",
		({ user, status }) => user.id === ada.id && status !== null,
	);
	assert.deepEqual(serialized.status, status);
	assert.deepEqual((await own.waitFor("account", ({ user }) => user.status !== null)).user.status, status);
	assert.equal(client.of("account").length, 0);
	const seen = async () => [
		(await bob.get("/api/users/ada")).body.profile?.status,
		(await bob.get(`/api/servers/${serverId}/members?q=ada`)).body.members?.[0]?.status,
		(await bob.get("/api/users?q=ada")).body.users?.[0]?.status,
		(await ada.get("/api/account")).body.user?.status,
	];
	assert.deepEqual(await seen(), [status, status, status, status]);
	await sql`update users set status_until = now() - interval '1 second' where id = ${ada.id}`;
	assert.deepEqual(await seen(), [null, null, null, null]);
	await ada.patch("/api/account", { status: { emoji: "🔥" } });
	assert.deepEqual((await ada.patch("/api/account", { status: null })).body.user?.status, null);
	client.socket.close();
	own.socket.close();
});

test("pronouns, links and a time zone are shown to those who see the profile, and nothing else is taken as one", async () => {
	const link = (url: unknown, label: unknown = "Site") => ({ links: [{ label, url }] });
	const invalid: [object, string][] = [
		[{ pronouns: "x".repeat(41) }, "pronouns"],
		[{ pronouns: null }, "pronouns"],
		[{ links: "https://example.org" }, "links"],
		[{ links: range(1, 6).map((n) => ({ label: `${n}`, url: "https://example.org" })) }, "links"],
		[link("http://example.org"), "links"],
		[link("javascript:alert(1)"), "links"],
		[link("//example.org"), "links"],
		[link("https://"), "links"],
		[link("https://bank.example@evil.example/"), "links"],
		[link("https://:bank.example@evil.example/"), "links"],
		[link(`https://example.org/${"x".repeat(200)}`), "links"],
		// Longer than the bound once it is encoded.
		[link(`https://example.org/${"é".repeat(100)}`), "links"],
		[link("https://example.org", " "), "links"],
		[link("https://example.org", "x".repeat(41)), "links"],
		[{ links: [{ label: "Site", url: "https://example.org", rel: "me" }] }, "links"],
		[{ timeZone: "Mars/Olympus" }, "timeZone"],
		[{ timeZone: "+09:00" }, "timeZone"],
		[{ timeZone: "" }, "timeZone"],
		[{ timeZone: 9 }, "timeZone"],
	];
	for (const [body, field] of invalid)
		assertRefused(await ada.patch("/api/account", body), 400, "invalid_request", field);
	const given = {
		pronouns: " she/\u202eher ",
		links: [{ label: "My site", url: "HTTPS://Example.org/a b" }],
		timeZone: "asia/seoul",
	};
	const kept = {
		pronouns: "she/her",
		links: [{ label: "My site", url: "https://example.org/a%20b" }],
		timeZone: "Asia/Seoul",
	};
	const { user } = (await ada.patch("/api/account", given)).body;
	assert.deepEqual([user?.pronouns, user?.links, user?.timeZone], Object.values(kept));
	const seen = (await bob.get("/api/users/ada")).body.profile;
	assert.deepEqual({ pronouns: seen?.pronouns, links: seen?.links, timeZone: seen?.timeZone }, kept);
	await ada.patch("/api/account", { pronouns: "", links: [], timeZone: null });
	const after = (await bob.get("/api/users/ada")).body.profile;
	assert.deepEqual([after?.pronouns, after?.links, after?.timeZone], ["", [], null]);
});

test("a chosen presence reaches the user’s other tabs and persists after all connections closed", async () => {
	const [first, second] = [await ada.openSocket(), await ada.openSocket()];
	assert.equal((await first.ask("presence:set", { status: "dnd" })).ok, true);
	assert.equal((await second.waitFor("account", ({ user }) => user.presence === "dnd")).user.presence, "dnd");
	first.socket.close();
	second.socket.close();
	const profile = async () => (await bob.get("/api/users/ada")).body.profile?.presence;
	while ((await profile()) !== "offline") await new Promise((resolve) => setTimeout(resolve, 100));
	const again = await ada.openSocket();
	assert.equal(await profile(), "dnd");
	await again.ask("presence:set", { status: "invisible" });
	assert.equal(await profile(), "offline");
	assert.equal((await ada.get("/api/account")).body.user?.presence, "invisible");
	await again.ask("presence:set", { status: "online" });
	await again.ask("presence:idle", { idle: true });
	await again.ask("presence:idle", { idle: true });
	assert.equal(await profile(), "idle");
	await again.ask("presence:idle", { idle: false });
	assert.equal(await profile(), "online");
	again.socket.close();
});

test("nobody can block themselves, or more than a thousand users", async () => {
	assertRefused(await ada.put("/api/users/ada/block"), 403, "forbidden");
	await sql`insert into users (username, display_name) select 'many' || n, 'Many' from generate_series(1, 1000) n`;
	await sql`insert into blocks (user_id, blocked_id) select ${eve.id}, id from users where username like 'many%'`;
	// A block by another user is not one of hers.
	assert.equal((await ada.put("/api/users/bob/block")).status, 204);
	assertRefused(await eve.put("/api/users/bob/block"), 403, "forbidden");
	assert.equal((await eve.put("/api/users/many7/block")).status, 204);
	assert.equal((await eve.delete("/api/users/many7/block")).status, 204);
	const mina = await world.createUser("mina");
	await eve.addMember((await eve.createServer("Shared")).serverId, mina);
	const both = await Promise.all(["bob", "mina"].map((name) => eve.put(`/api/users/${name}/block`)));
	assert.deepEqual(both.map(({ status }) => status).sort(), [204, 403], "of two at once one is too many");
	await eve.delete("/api/users/bob/block");
	await eve.delete("/api/users/mina/block");
	assert.equal((await eve.put("/api/users/bob/block")).status, 204);
	await sql`delete from users where username like 'many%'`;
	await eve.delete("/api/users/bob/block");
	assert.deepEqual(
		(await ada.get("/api/blocks")).body.users?.map(({ username }) => username),
		["bob"],
	);
	await ada.delete("/api/users/bob/block");
});

test("a blocked user can no longer mention the blocker in any way, and cannot notice it", async () => {
	const carol = await world.createUser("carol");
	await ada.addMember(serverId, carol);
	const theirs = await bob.openSocket(channelId);
	const own = await ada.openSocket();
	await bob.sendMessage(channelId, "@ada before");
	assert.equal((await ada.channelState(channelId)).mentionCount, 1);
	const before = theirs.received.length;
	const answers = await Promise.all(range(1, 5).map(() => ada.put("/api/users/Bob/block")));
	assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([204]));
	assert.deepEqual((await own.waitFor("account", ({ user }) => user.blocked.length > 0)).user.blocked, [bob.id]);
	assert.equal((await own.waitFor("read", ({ mentionCount }) => mentionCount === 0)).channelId, channelId);
	assert.equal((await ada.channelState(channelId)).mentionCount, 0);

	// Neither mentions of others nor mentions by others are lost.
	await carol.sendMessage(channelId, "@ada hello");
	await bob.sendMessage(channelId, "@ada @carol after");
	assert.equal((await carol.channelState(channelId)).mentionCount, 1);
	await bob.sendMessage(channelId, "@everyone too");
	const edited = await bob.sendMessage(channelId, "then");
	await bob.patch(`/api/channels/${channelId}/messages/${edited.seq}`, { content: "@ada then" });
	const { lastSeq, lastReadSeq, mentionCount } = await ada.channelState(channelId);
	assert.deepEqual([lastSeq - lastReadSeq > 0, mentionCount], [true, 1]);
	assert.equal((await bob.get("/api/users/ada")).status, 200);
	const serialized = new Set(theirs.received.slice(before).map(({ event }) => event));
	for (const event of ["messages", "message:updated", "read", "activity", "presence"]) serialized.delete(event);
	assert.deepEqual([...serialized], []);
	assert.deepEqual(
		(await ada.get("/api/blocks")).body.users?.map(({ username }) => username),
		["bob"],
	);
	assert.deepEqual((await bob.get("/api/blocks")).body.users, []);

	assert.equal((await ada.delete("/api/users/bob/block")).status, 204);
	assert.equal((await ada.delete("/api/users/bob/block")).status, 204);
	assert.equal((await ada.channelState(channelId)).mentionCount, 1);
	await bob.sendMessage(channelId, "@ada again");
	assert.equal((await ada.channelState(channelId)).mentionCount, 2);
	for (const { id } of [bob, carol]) {
		assert.equal((await ada.put(`/api/blocks/${id}`)).status, 204);
		assert.deepEqual((await ada.get("/api/account")).body.user?.blocked, [id]);
		assert.equal((await ada.delete(`/api/blocks/${id}`)).status, 204);
	}
});

test("a block can be removed after the last shared server is gone", async () => {
	const { serverId: open } = await ada.createServer("For a while");
	await eve.join(open);
	await ada.put("/api/users/eve/block");
	await eve.leave(open);
	assertRefused(await ada.get("/api/users/eve"), 404, "user_not_found");
	// Neither that block, nor what others have to do with a stranger, lets ada find the stranger.
	const stranger = await world.createUser("stranger");
	await bob.addMember((await bob.createServer("Elsewhere", { visibility: "private" })).serverId, stranger);
	assert.equal((await bob.put("/api/users/stranger/block")).status, 204);
	await sql`insert into invitations ${sql([
		{ server_id: null, user_id: bob.id, invited_by: stranger.id },
		{ server_id: null, user_id: ada.id, invited_by: bob.id },
	])}`;
	for (const method of ["PUT", "DELETE"])
		assertRefused(await ada.call(method, "/api/users/stranger/block"), 404, "user_not_found");
	assert.equal((await ada.put("/api/users/eve/block")).status, 204);
	assert.equal((await ada.delete("/api/users/eve/block")).status, 204);
	assertRefused(await ada.delete("/api/users/eve/block"), 404, "user_not_found");
});

test("a former username leads to its user alone, and only while it is held for them", async () => {
	await sql`insert into held_usernames (username, user_id, until) values ('bobby', ${bob.id}, now() + interval '1 hour')`;
	assert.equal((await ada.get("/api/users/Bobby")).body.profile?.user.username, "bob");
	assertRefused(await ada.get("/api/users/somebody"), 404, "user_not_found");
	await sql`update held_usernames set until = now() - interval '1 second' where username = 'bobby'`;
	assertRefused(await ada.get("/api/users/bobby"), 404, "user_not_found");
});

test("users are found by their own nicknames, in a server of the searcher", async () => {
	const secret = await bob.createServer("Nicknames", { visibility: "private" });
	await bob.addMember(secret.serverId, eve);
	await sql`update memberships set nickname = 'Zanzibar' where server_id = ${secret.serverId} and user_id = ${bob.id}`;
	const search = `/api/users?q=zanzibar&serverId=${secret.serverId}`;
	const found = async (by: ApiClient) => (await by.get(search)).body.users?.map(({ user }) => user.username);
	assert.deepEqual(await found(eve), ["bob"]);
	assert.deepEqual(await found(ada), []);
});
