import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { actBefore, holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { notifiesOthers } from "@/test/support/notify-others";
import { repeatsOf } from "@/test/support/races";
import { range } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { userWithCredentials } from "../auth/nextauth-options";
import { hashPassword } from "../auth/password";
import { cursorOf } from "../cursor";
import type { Account } from "../realtime/protocol";
import { mergeUsage } from "../storage/usage";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	await sql`update users set is_admin = true where username = 'ada'`;
	await sql`insert into users (username, display_name, kind) values ('ghost', 'Ghost', 'placeholder')`;
});
after(() => world.close());
afterEach(async () => {
	await sql`update users set is_admin = username = 'ada', suspended_at = null, suspended_until = null,
		deleted_by_admin = false, deletes_at = null, deletes_messages = false`;
});

type Page = { accounts: Account[]; nextCursor: string | null };

async function people(query = ""): Promise<Page> {
	const { status, text } = await ada.get(`/api/admin/users?${query}`);
	assert.equal(status, 200, text);
	return JSON.parse(text);
}
const namesOf = ({ accounts }: Page) => accounts.map(({ user }) => user.username);
const path = (username: string, part = "") => `/api/admin/users/${username}${part}`;
const account = async (username: string): Promise<Account> => JSON.parse((await ada.get(path(username))).text).account;

const audit = async () =>
	(
		await sql<{ entry: string }[]>`
		select concat_ws(' ', actor.username, action, subject.username, details::text) as entry from instance_audit_log l
		left join users actor on actor.id = actor_id left join users subject on subject.id = subject_id order by l.id`
	).map(({ entry }) => entry);

test("lists people by any part of a name or an address, and no imported author", async () => {
	await sql`update users set email = 'Robert@Example.org', display_name = '100 % Röb' where username = 'bob'`;
	for (const q of ["bo", "OB", "robert@", "example.org", "100 %", "röb"])
		assert.deepEqual(namesOf(await people(`q=${encodeURIComponent(q)}`)), ["bob"], q);
	for (const q of ["%", "_ob", "ghost", "\\"])
		assert.deepEqual(namesOf(await people(`q=${encodeURIComponent(q)}`)), q === "%" ? ["bob"] : [], q);
	assert.deepEqual(namesOf(await people()), ["eve", "bob", "ada"]);
	assert.equal((await ada.get(path("ghost"))).status, 404);
	const { user, ...facts } = await account("BOB");
	assert.equal(user.username, "bob");
	assert.deepEqual(facts, {
		...{
			email: "Robert@Example.org",
			emailVerified: false,
			isAdmin: false,
			hasSecondFactor: false,
			storedBytes: 0,
			sessions: 1,
		},
		...{
			lastSeen: new Date().toISOString().slice(0, 10),
			suspension: null,
			deletesAt: null,
			deletedByAdmin: false,
			deletesMessages: false,
		},
	});
	assertRefused(await ada.get(path("nobody")), 404, "user_not_found");
	for (const field of ["sort", "show", "limit", "cursor"])
		assertRefused(await ada.get(`/api/admin/users?${field}=x`), 400, "invalid_request", field);
});

test("each order goes through all people once, page by page, the largest first", async () => {
	const { channelId } = await bob.createServer("Files");
	await bob.uploadOk(channelId, "a.txt", "x".repeat(1000));
	// Bob's size is in parts, eve's is merged, and ada has no files.
	await sql`insert into usage (kind, id, part, bytes) select 'person', id, 0, 500 from users where username = 'eve'`;
	await sql`update users set last_seen_day = null where username in ('bob', 'eve')`;
	const orders = { joined: ["eve", "bob", "ada"], seen: ["ada", "eve", "bob"], storage: ["bob", "eve", "ada"] };
	for (const [sort, expected] of Object.entries(orders)) {
		const found: string[] = [];
		let cursor: string | null = "";
		while (cursor !== null) {
			const page: Page = await people(`sort=${sort}&limit=1${cursor && `&cursor=${cursor}`}`);
			found.push(...namesOf(page));
			cursor = page.nextCursor;
		}
		assert.deepEqual(found, expected, sort);
	}
	assert.equal((await account("bob")).storedBytes, 1000);
	await mergeUsage();
	assert.deepEqual(namesOf(await people("sort=storage")), orders.storage);
	const { nextCursor } = await people("sort=seen&limit=1");
	for (const query of [
		`sort=storage&cursor=${nextCursor}`,
		`sort=seen&cursor=${cursorOf("2026-99-99", 1)}`,
		`sort=seen&cursor=${cursorOf("0000-01-01", 1)}`,
	])
		assertRefused(await ada.get(`/api/admin/users?${query}`), 400, "invalid_request", "cursor");
});

test("a suspension ends both devices in the act, on every instance, and leaves the name and the messages", async () => {
	const { serverId, channelId } = await bob.createServer("Stays");
	await ada.join(serverId);
	await bob.sendMessage(channelId, "still here");
	const phone = await world.signIn(bob);
	const sockets = await Promise.all([bob.connect(), phone.connect()]);
	const suspended = await notifiesOthers(
		[bob, phone].map(({ sessionId }) => new RegExp(sessionId)),
		() => ada.put(path("bob", "/suspension"), { reason: "Spam" }),
	);
	assert.equal(suspended.status, 200, suspended.text);
	for (const device of [bob, phone]) assertRefused(await device.get("/api/account"), 401, "unauthenticated");
	for (const socket of sockets) await socket.closed();
	const { suspension, sessions } = await account("bob");
	assert.deepEqual([suspension?.reason, suspension?.until, sessions], ["Spam", null, 0]);
	const { body } = await ada.get(`/api/channels/${channelId}/messages`);
	assert.equal(body.messages?.at(-1)?.author.username, "bob");
	assert.deepEqual(namesOf(await people("show=suspended")), ["bob"]);

	assert.equal((await ada.delete(path("bob", "/suspension"))).status, 200);
	assert.equal((await ada.delete(path("bob", "/suspension"))).status, 200);
	assert.equal((await bob.get("/api/account")).status, 401, "a session that has ended never becomes valid again");
	bob = await world.signIn(bob);
	assert.equal((await bob.get("/api/account")).status, 200);
	assert.deepEqual((await audit()).slice(-2), ['ada suspend bob {"until": null, "reason": "Spam"}', "ada restore bob"]);
});

test("a suspended user learns the reason and the end only with their password, and signs in after the end", async () => {
	await sql`update users set password_hash = ${await hashPassword("correct horse", "here")} where username = 'bob'`;
	const until = new Date(Date.now() + 3_600_000).toISOString();
	await ada.put(path("bob", "/suspension"), { reason: "Calm down", until });
	await assert.rejects(userWithCredentials("bob", "correct horse", "::1"), {
		code: "suspended",
		reason: "Calm down",
		until,
	});
	await assert.rejects(world.signIn(bob), { code: "suspended", reason: "Calm down", until });
	assert.equal(await userWithCredentials("bob", "wrong", "::1"), null);
	await sql`update users set suspended_until = now() - interval '1 second' where username = 'bob'`;
	assert.equal((await account("bob")).suspension, null);
	bob = await world.signIn(bob);
	assert.equal((await bob.get("/api/account")).status, 200);
});

test("a suspension is changed by repeating it, and an invalid one is refused", async () => {
	const put = (body: unknown) => ada.put(path("eve", "/suspension"), body);
	for (const [body, field] of [
		[{ until: "2020-01-01T00:00:00.000Z" }, "until"],
		[{ until: "soon" }, "until"],
		[{ reason: "x".repeat(501) }, "reason"],
		[{ reason: "a\u0000" }, "reason"],
		[{ why: "" }, "why"],
	] as const)
		assertRefused(await put(body), 400, "invalid_request", field);
	assert.equal((await account("eve")).suspension, null);
	assert.equal((await put({})).status, 200);
	const { since } = (await account("eve")).suspension ?? {};
	const before = (await audit()).length;
	assert.equal((await put({})).status, 200);
	assert.equal((await audit()).length, before, "nothing has changed");
	assert.equal((await put({ reason: "More" })).status, 200);
	assert.deepEqual((await account("eve")).suspension, { since, until: null, reason: "More" });
	assertRefused(await ada.put(path("ada", "/suspension"), {}), 403, "forbidden");
	assertRefused(await ada.put(path("ghost", "/suspension"), {}), 404, "user_not_found");
	assertRefused(await ada.put(path("eve", "/administrator")), 403, "forbidden");
	await ada.put(path("bob", "/suspension"), {});
	assert.equal((await ada.delete(path("eve", "/suspension"))).status, 200);
	assert.deepEqual(namesOf(await people("show=suspended")), ["bob"], "another account stays suspended");
});

test("a deletion hides the user at once and leaves 14 days for a restoration, which the user's sign-in is not", async () => {
	let carol = await world.createUser("carol");
	await sql`update users set email = 'carol@example.org', email_verified_at = now() where username = 'carol'`;
	await carol.join((await ada.createServer("Here")).serverId);
	const socket = await carol.connect();
	const deleted = await ada.put(path("carol", "/deletion"), { reason: "Spam", alsoMessages: true });
	assert.equal(deleted.status, 200, deleted.text);
	assert.equal((await carol.get("/api/account")).status, 401);
	await socket.closed();
	const { deletesAt, deletedByAdmin, deletesMessages, suspension } = await account("carol");
	const days = (Date.parse(deletesAt ?? "") - Date.now()) / 86_400_000;
	assert.ok(days > 13.9 && days < 14.1, `${days} days`);
	assert.equal(deletesMessages, true);
	assert.deepEqual([deletedByAdmin, suspension?.reason, suspension?.until], [true, "Spam", null]);
	assert.deepEqual(namesOf(await people("show=deleting")), ["carol"]);
	assert.equal((await ada.get("/api/users/carol")).status, 404);
	await assert.rejects(world.signIn(carol), { code: "suspended", reason: "Spam", until: null });
	const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
	assertRefused(await ada.put(path("carol", "/suspension"), { until: tomorrow }), 409, "conflict");
	assert.equal((await account("carol")).deletesAt, deletesAt, "the sign-in has undone nothing");

	const before = (await audit()).length;
	await ada.put(path("carol", "/deletion"), { reason: "Spam", alsoMessages: true });
	assert.equal((await audit()).length, before, "nothing has changed");
	await ada.put(path("carol", "/deletion"), { reason: "Spam", alsoMessages: false });
	const changed = await account("carol");
	assert.deepEqual([changed.deletesAt, changed.deletesMessages], [deletesAt, false]);
	await sql`update users set deletes_at = now() + interval '1 day' where username = 'eve'`;
	assert.equal((await ada.delete(path("carol", "/suspension"))).status, 200);
	assert.ok((await account("eve")).deletesAt, "the deletion of another account goes on");
	const { deletesAt: none, suspension: noneEither } = await account("carol");
	assert.deepEqual([none, noneEither], [null, null]);
	carol = await world.signIn(carol);
	assert.equal((await ada.get("/api/users/carol")).status, 200);
	assert.deepEqual((await audit()).slice(-3), [
		'ada delete_account carol {"reason": "Spam", "alsoMessages": true}',
		'ada delete_account carol {"reason": "Spam", "alsoMessages": false}',
		"ada restore carol",
	]);
});

test("no administrator is deleted, nor the owner of a server, and a malformed deletion changes nothing", async () => {
	const put = (username: string, body: unknown = { alsoMessages: false }) => ada.put(path(username, "/deletion"), body);
	for (const [body, field] of [
		[{}, "alsoMessages"],
		[{ alsoMessages: 1 }, "alsoMessages"],
		[{ alsoMessages: true, reason: "x".repeat(501) }, "reason"],
		[{ alsoMessages: true, at: "now" }, "at"],
	] as const)
		assertRefused(await put("eve", body), 400, "invalid_request", field);
	assertRefused(await put("ada"), 403, "forbidden");
	assertRefused(await put("ghost"), 404, "user_not_found");
	await ada.put(path("bob", "/administrator"));
	assertRefused(await put("bob"), 403, "forbidden");
	eve = await world.signIn(eve);
	const { serverId } = await eve.createServer("Mine");
	const refused = await put("eve");
	assertRefused(refused, 409, "owns_servers");
	assert.deepEqual(refused.body.error?.servers, [{ id: serverId, name: "Mine", iconUrl: null }]);
	assert.equal((await account("eve")).deletesAt, null);
	assert.equal((await eve.delete(`/api/servers/${serverId}`)).status, 204);
	assert.equal((await put("eve")).status, 200);
	assert.equal((await ada.delete(path("eve", "/suspension"))).status, 200);
});

test("the user's own wish to be deleted outlives a suspension, and keeps its time under an administrator's deletion", async () => {
	const own = sql`update users set deletes_at = now() + interval '3 days', deletes_messages = true where username = 'eve'`;
	await own;
	await ada.put(path("eve", "/suspension"), {});
	await ada.delete(path("eve", "/suspension"));
	const { deletesAt } = await account("eve");
	assert.ok(deletesAt !== null);
	await ada.put(path("eve", "/deletion"), { alsoMessages: false });
	assert.equal((await account("eve")).deletesAt, deletesAt);
	assert.equal((await sql`select 1 from users where username = 'eve' and deletes_messages`).length, 1);
	await ada.delete(path("eve", "/suspension"));
	assert.equal((await account("eve")).deletesAt, null);
});

test("an administrator's action waits for the deletion of its account, and then finds none", async () => {
	const { id, username } = await world.createUser("leaving");
	const commit = await holdTransaction(
		(tx) => tx`update users set kind = 'deleted', password_hash = null where id = ${id}`,
	);
	const suspend = () => ada.put(path(username, "/suspension"), {});
	assertRefused(await actBefore(commit, "for no key update", suspend), 404, "user_not_found");
	await sql`delete from users where id = ${id}`;
});

test("a sign-in that began before a suspension gets no session that outlives it", async () => {
	const commit = await holdTransaction(async (tx) => {
		await tx`select 1 from users where username = 'bob' for no key update`;
		await tx`update users set suspended_at = now() where username = 'bob'`;
	});
	const signIn = assert.rejects(world.signIn(bob), { code: "suspended" });
	await waitsFor("for share");
	await commit();
	await signIn;
});

test("sessions end, and a lost password is set with a link that the administrator hands over", async () => {
	bob = await world.signIn(bob);
	const ended = await ada.delete(path("bob", "/sessions"));
	assert.ok(JSON.parse(ended.text).ended >= 1);
	assert.equal((await bob.get("/api/account")).status, 401);
	const { status, text } = await ada.post(path("bob", "/reset-link"));
	assert.equal(status, 201);
	const { link, expiresAt } = JSON.parse(text);
	assert.ok(Date.parse(expiresAt) > Date.now());
	const token = /\/reset#token=([\w-]{43})$/.exec(link)?.[1];
	const reset = await world.guest().post("/api/password/reset", { token, password: "a brand new horse" });
	assert.equal(reset.status, 200);
	assert.ok(await userWithCredentials("bob", "a brand new horse", "::1"));
	const entries = (await audit()).slice(-2);
	assert.match(entries[0] ?? "", /^ada end_sessions bob \{"count": \d+\}$/);
	assert.equal(entries[1], "ada reset_link bob");
	assert.ok(!entries.join().includes(token ?? ""));
	bob = await world.signIn(bob);
});

test("second factors are taken away from a user who has lost them", async () => {
	await sql`insert into totp (user_id, secret, confirmed_at) select id, 'sealed', now() from users where username = 'bob'`;
	assert.equal((await account("bob")).hasSecondFactor, true);
	for (const _ of range(1, 2)) assert.equal((await ada.delete(path("bob", "/second-factors"))).status, 200);
	assert.equal((await account("bob")).hasSecondFactor, false);
	assert.equal((await audit()).at(-1), "ada remove_factors bob");
});

test("an administrator names others, whose menu follows at once, and one always remains", async () => {
	const socket = await bob.connect();
	assert.equal((await ada.put(path("bob", "/administrator"))).status, 200);
	await socket.waitFor("account");
	assert.equal((await bob.get("/api/account")).body.user?.isAdmin, true);
	assert.equal((await bob.get("/api/admin/users")).status, 200);
	assert.deepEqual(namesOf(await people("show=administrators")), ["bob", "ada"]);
	assert.equal((await bob.delete(path("ada", "/administrator"))).status, 200);
	assertRefused(await ada.delete(path("bob", "/administrator")), 404, "not_found");
	assertRefused(await bob.delete(path("bob", "/administrator")), 409, "last_administrator");
	assert.deepEqual((await audit()).slice(-2), ["ada make_admin bob", "bob remove_admin ada"]);
	// Somebody whose deletion has begun is not the one who remains.
	await sql`update users set is_admin = true, deletes_at = now() + interval '1 day' where username = 'eve'`;
	assertRefused(await bob.delete(path("bob", "/administrator")), 409, "last_administrator");
	await sql`update users set deletes_at = null`;
	socket.close();
});

test("of two administrators who remove each other at once one remains, and nothing fails", async () => {
	for (const _ of range(1, repeatsOf(10))) {
		await sql`update users set is_admin = username in ('ada', 'bob')`;
		const answers = await Promise.all([
			ada.delete(path("bob", "/administrator")),
			bob.delete(path("ada", "/administrator")),
		]);
		assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 404]);
		assert.equal((await sql`select 1 from users where is_admin`).length, 1);
	}
	for (const _ of range(1, repeatsOf(10))) {
		await sql`update users set is_admin = username in ('ada', 'bob')`;
		const answers = await Promise.all([ada, bob].map((one) => one.delete(path(one.username, "/administrator"))));
		assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
	}
});
