import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { extend } from "@/lib/auth/extend-session";
import { cursorOf } from "@/lib/cursor";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, eve, serverId, setUpCommunity, world } from "@/test/support/community";

setUpCommunity();

const others = new Map<string, ApiClient>();
let path: string;
let roleId: number;

/** Creates members with these days since they joined, and days since they were last seen. */
async function createMembers(): Promise<void> {
	path = `/api/servers/${serverId}/members`;
	roleId = await ada.createRole(serverId, "Guides", { permissions: ["kick_members"] });
	for (const [name, joined, seen] of [
		["fay", 5, 2],
		["gil", 4, null],
		["hal", 3, 9],
		["ivy", 2, 2],
	] as const) {
		const client = await world.createUser(name);
		await client.join(serverId);
		others.set(name, client);
		await sql`update memberships set joined_at = now() - ${joined}::int * interval '1 day' where user_id = ${client.id}`;
		await sql`update users set last_seen_day = current_date - ${seen}::int where id = ${client.id}`;
	}
	await sql`update memberships set joined_at = now() - interval '30 days' where user_id in (${ada.id}, ${bob.id})`;
	await sql`update users set last_seen_day = current_date - 30 where id in (${ada.id}, ${bob.id})`;
	await ada.put(`/api/roles/${roleId}/members`, { usernames: ["hal", "bob"] });
	await ada.put(`${path}/ivy/nickname`, { nickname: "Aardvark" });
}
let made: Promise<void> | undefined;
const ready = () => (made ??= createMembers());

async function names(by: ApiClient, query: string): Promise<string[]> {
	await ready();
	const { status, text, body } = await by.get(`${path}${query}`);
	assert.equal(status, 200, text);
	return body.members?.map(({ user }) => user.username) ?? assert.fail();
}

async function allPages(by: ApiClient, query: string): Promise<string[]> {
	const found: string[] = [];
	for (let cursor: string | null | undefined = ""; cursor !== null; ) {
		const { status, text, body } = await by.get(`${path}?limit=2&${query}${cursor ? `&cursor=${cursor}` : ""}`);
		assert.equal(status, 200, text);
		found.push(...(body.members?.map(({ user }) => user.username) ?? []));
		cursor = body.nextCursor;
	}
	return found;
}

test("members are sorted by shown name, by rank, by joining and by the day they were last here, in every page", async () => {
	await ready();
	for (const [sort, expected] of [
		["name", ["ivy", "ada", "bob", "fay", "gil", "hal"]],
		["role", ["bob", "hal", "ivy", "ada", "fay", "gil"]],
		["joined", ["ivy", "hal", "gil", "fay", "bob", "ada"]],
		["seen", ["ivy", "fay", "hal", "bob", "ada", "gil"]],
	] as const) {
		assert.deepEqual(await names(ada, `?sort=${sort}`), expected, sort);
		assert.deepEqual(await allPages(ada, `sort=${sort}`), expected, sort);
	}
	assert.deepEqual(await names(bob, ""), await names(bob, "?sort=name"));
});

test("members are filtered by role, by when they joined, and by any part of any of their names", async () => {
	await ready();
	assert.deepEqual(await names(bob, `?role=${roleId}`), ["bob", "hal"]);
	const since = new Date(Date.now() - 3.5 * 86_400_000).toISOString();
	assert.deepEqual(await names(bob, `?sort=joined&joinedAfter=${since}`), ["ivy", "hal"]);
	assert.deepEqual(await names(bob, `?joinedAfter=${since}&role=${roleId}`), ["hal"]);
	for (const [q, expected] of [
		["AARD", ["ivy"]],
		["vy", ["ivy"]],
		["a", ["ivy", "ada", "fay", "hal"]],
		["a_", []],
		["%", []],
	] as const)
		assert.deepEqual(await names(bob, `?q=${encodeURIComponent(q)}`), expected, q);
});

test("the day a member was last here is for those who kick members alone, and so is its order", async () => {
	await ready();
	const seen = async (by: ApiClient) => (await by.get(`${path}?q=hal`)).body.members?.[0]?.lastSeen;
	const day = new Date(Date.now() - 9 * 86_400_000).toISOString().slice(0, 10);
	assert.deepEqual([await seen(ada), await seen(bob), await seen(others.get("fay") ?? ada)], [day, day, undefined]);
	assertRefused(await (others.get("fay") ?? ada).get(`${path}?sort=seen`), 403, "forbidden");
	assertRefused(await eve.get(`${path}?sort=seen`), 403, "not_member");
});

test("a sign-in and a session in use mark the day once, and a revoked session marks none", async () => {
	await ready();
	const dayOf = async ({ id }: ApiClient) =>
		(await sql<{ day: string | null }[]>`select last_seen_day::text as day from users where id = ${id}`)[0]?.day;
	const today = new Date().toISOString().slice(0, 10);
	const gil = others.get("gil") ?? assert.fail();
	await sql`update sessions set last_used_at = now() - interval '2 hours' where user_id = ${gil.id}`;
	const rest = async () => [...(await sql`select id, last_seen_day from users where id <> ${gil.id} order by id`)];
	const restBefore = await rest();
	const [{ version } = { version: "" }] = await sql<{ version: string }[]>`
		select xmin::text as version from users where id = ${gil.id}`;
	await extend(gil.sessionId);
	assert.equal(await dayOf(gil), today);
	const [{ marked } = { marked: "" }] = await sql<{ marked: string }[]>`
		select xmin::text as marked from users where id = ${gil.id}`;
	assert.notEqual(marked, version);
	assert.deepEqual(await rest(), restBefore);
	await sql`update sessions set last_used_at = now() - interval '2 hours' where user_id = ${gil.id}`;
	await extend(gil.sessionId);
	const [again] = await sql<{ marked: string }[]>`select xmin::text as marked from users where id = ${gil.id}`;
	assert.equal(again?.marked, marked);
	const fay = others.get("fay") ?? assert.fail();
	const before = await dayOf(fay);
	await sql`update sessions set last_used_at = now() - interval '2 hours', revoked_at = now() where user_id = ${fay.id}`;
	await extend(fay.sessionId);
	assert.equal(await dayOf(fay), before);
});

test("bad input names its field, and a cursor of another order is refused", async () => {
	await ready();
	for (const [query, field] of [
		["sort=rank", "sort"],
		["joinedAfter=yesterday", "joinedAfter"],
		["role=x", "role"],
		["cursor=x", "cursor"],
		["joinedAfter=0000-01-01T00:00:00Z", "joinedAfter"],
		[`sort=seen&cursor=${cursorOf("2026-99-99", 1)}`, "cursor"],
		[`sort=seen&cursor=${cursorOf("0000-01-01", 1)}`, "cursor"],
		["sort=name&sort=name", "sort"],
	] as const)
		assertRefused(await ada.get(`${path}?${query}`), 400, "invalid_request", field);
	const { nextCursor } = (await ada.get(`${path}?limit=1`)).body;
	for (const sort of ["role", "joined", "seen"])
		assertRefused(await ada.get(`${path}?sort=${sort}&cursor=${nextCursor}`), 400, "invalid_request", "cursor");
});

test("the sorted name follows the display name and the nickname", async () => {
	await ready();
	await bob.patch("/api/account", { displayName: "Zed" });
	assert.equal((await names(ada, "")).at(-1), "bob");
	await bob.put(`${path}/bob/nickname`, { nickname: "0" });
	assert.equal((await names(ada, ""))[0], "bob");
	await bob.patch("/api/account", { displayName: "Aaron" });
	await bob.put(`${path}/bob/nickname`, { nickname: null });
	assert.deepEqual((await names(ada, "")).slice(0, 2), ["ivy", "bob"]);
});
