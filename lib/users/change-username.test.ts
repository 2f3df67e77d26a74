import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, channelId, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { notifiesOthers } from "@/test/support/notify-others";
import { hashPassword } from "../auth/password";
import { sweepHeldUsernames } from "./held-usernames";

setUpCommunity("Contour");

const password = "correct horse battery";
const change = (username: unknown, rest: object = {}, by = bob) =>
	by.put("/api/account/username", { username, ...rest });
const nameOf = async () => (await bob.get("/api/account")).body.user?.username;

afterEach(async () => {
	await sql`truncate held_usernames`;
	await sql`update users set username = 'bob', username_changed_at = null where id = ${bob.id}`;
	await sql`truncate held_usernames`;
});

test("refuses a malformed, reserved or taken name, a wrong password, and a session that proved nothing recently", async () => {
	await sql`update users set password_hash = ${await hashPassword(password, "here")} where id = ${bob.id}`;
	for (const name of ["", "b", "a b", "a..b", ".bob", "x".repeat(33), 7, null, "\u0000"])
		assertRefused(await change(name), 400, "invalid_request", "username");
	assertRefused(await change("robert", { name: "x" }), 400, "invalid_request", "name");
	for (const name of ["admin", "ada", "ADA"]) assertRefused(await change(name), 409, "username_taken");
	assertRefused(await change("robert", { password: "wrong horse" }), 400, "invalid_request", "password");
	assertRefused(await change("robert", {}, world.guest()), 401, "unauthenticated");
	await sql`update sessions set reauthenticated_at = now() - interval '1 hour' where user_id = ${bob.id}`;
	assertRefused(await change("robert"), 403, "reauthentication_required");
	assert.equal((await change("bob", { password })).status, 200);
	assert.equal(await nameOf(), "bob");
	await sql`update sessions set reauthenticated_at = now() where user_id = ${bob.id}`;
});

test("the new name counts everywhere at once, and the present one again changes nothing", async () => {
	await ada.sendMessage(channelId, "@bob hello");
	const watching = await ada.connect();
	const { status, text, body } = await notifiesOthers([/account_changed/], () => change("Robert"));
	assert.equal(status, 200, text);
	assert.equal(body.user?.username, "robert");
	assert.equal((await change("robert")).status, 200);
	const { user } = await watching.waitFor("member:updated", (event) => event.user.id === bob.id);
	assert.equal(user.username, "robert");
	const listed = async (q: string) => (await ada.get(`/api/servers/${serverId}/members?q=${q}`)).body.members?.length;
	assert.deepEqual([await listed("robert"), await listed("bob")], [1, 1], "the display name is still bob");
	const message = await ada.sendMessage(channelId, "@robert hello");
	assert.deepEqual(message.mentions, ["robert"]);
	watching.close();
});

test("earlier mentions stay, and the name in them leads to the user while it is held", async () => {
	const { seq } = await ada.sendMessage(channelId, "@bob hello");
	await change("robert");
	const mentions = (await bob.get("/api/inbox?tab=mentions")).body.items ?? [];
	assert.ok(mentions.some(({ message }) => message.seq === seq));
	assert.equal((await ada.get("/api/users/bob")).body.profile?.user.username, "robert");
	assertRefused(await eve.get("/api/users/bob"), 404, "user_not_found");
	await sql`update held_usernames set until = now()`;
	assertRefused(await ada.get("/api/users/bob"), 404, "user_not_found");
});

test("it can be changed once in 30 days, and the error has the time to wait", async () => {
	await change("robert");
	const refused = await change("bobby");
	assertRefused(refused, 429, "rate_limited");
	const days = (refused.body.error?.retryAfterMs ?? 0) / 86_400_000;
	assert.ok(days > 29.9 && days <= 30, `${days} days`);
	await sql`update users set username_changed_at = now() - interval '30 days' where id = ${bob.id}`;
	assert.equal((await change("bobby")).status, 200);
});

test("a former name is taken for 90 days for everybody but its user, who may take it back", async () => {
	await change("robert");
	const register = (username: string) => world.guest().post("/api/account", { username, password });
	const [held] = await sql<{ days: number }[]>`
		select round(extract(epoch from until - now()) / 86400)::int as days from held_usernames`;
	assert.equal(held?.days, 90);
	assertRefused(await register("bob"), 409, "username_taken");
	assertRefused(await change("bob", {}, eve), 409, "username_taken");
	await sql`update users set username_changed_at = null where id = ${bob.id}`;
	assert.equal((await change("bob")).status, 200);
	assertRefused(await register("robert"), 409, "username_taken");
	const sweep = async () => {
		await sweepHeldUsernames();
		return (await sql`select 1 from held_usernames`).length;
	};
	assert.equal(await sweep(), 1);
	await sql`update held_usernames set until = now()`;
	assert.equal((await register("robert")).status, 201, "its end counts before it is swept");
	await sql`insert into held_usernames (username, user_id, until) values ('bobby', ${bob.id}, now())`;
	assert.equal(await sweep(), 0);
	await sql`delete from users where username = 'robert'`;
});

test("a registration that waits for a change does not get the former name", async () => {
	const commit = await holdTransaction(async (tx) => {
		await tx`update users set username = 'robert' where id = ${bob.id}`;
		await tx`insert into held_usernames (username, user_id, until) values ('bob', ${bob.id}, now() + interval '1 day')`;
	});
	const registering = world.guest().post("/api/account", { username: "bob", password });
	await waitsFor(`insert into "users"`);
	await commit();
	assertRefused(await registering, 409, "username_taken");
});

test("a change whose password is changed meanwhile is refused", async () => {
	await sql`update users set password_hash = ${await hashPassword(password, "here")} where id = ${bob.id}`;
	const commit = await holdTransaction((tx) => tx`update users set password_hash = 'changed' where id = ${bob.id}`);
	const changing = change("robert", { password });
	await waitsFor("for no key update");
	await commit();
	assertRefused(await changing, 400, "invalid_request", "password");
	assert.equal(await nameOf(), "bob");
});

test("an invite for certain users follows the name of each", async () => {
	const { serverId: hidden } = await ada.createServer("Hidden", { visibility: "private" });
	const code = await ada.createInvite(hidden, { onlyUsernames: ["bob"] });
	await change("robert");
	const [row] = await sql<{ names: string[] }[]>`select only_usernames as names from invites where code = ${code}`;
	assert.deepEqual(row?.names, ["robert"]);
});
