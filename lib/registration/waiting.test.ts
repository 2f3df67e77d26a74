import assert from "node:assert/strict";
import { test } from "node:test";
import { getTableName } from "drizzle-orm";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, world } from "@/test/support/community";
import { MailServer, tokenIn } from "@/test/support/mail-server";
import { act } from "@/test/support/moderation";
import { repeatsOf } from "@/test/support/races";
import { exhaust } from "@/test/support/rate-limits";
import {
	apply,
	audited,
	awaits,
	exists,
	freshName,
	idOf,
	makeCode,
	register,
	set,
	setUpRegistration,
	signIn,
	waiting,
} from "@/test/support/registration";
import { waitUntil } from "@/test/support/socket-client";
import { isAppError } from "../errors";
import { config } from "../process/config";
import { references } from "./is-referenced";
import { sweepUnverified } from "./sweep-unverified";

setUpRegistration();

/** The right password is refused with this code, and another one as everywhere. */
async function refusedSignIn(username: string, code: "awaiting_approval" | "email_not_verified"): Promise<void> {
	await assert.rejects(signIn(username), (error) => isAppError(error, code));
	assert.equal(await signIn(username, "another horse"), null);
}
const kick = async (serverId: number, username: string) =>
	assert.equal((await act(bob, serverId, username, { kind: "kick" })).status, 201);

test("a waiting account cannot be used until it is approved, and a refused one leaves its name free", async () => {
	await set({ registration: "approval" });
	const { id, username } = await apply();
	await refusedSignIn(username, "awaiting_approval");
	await assert.rejects(world.signIn({ id, username }), /./);
	const listed = (await ada.get(waiting)).body.accounts?.find((account) => account.id === id);
	assert.deepEqual([listed?.username, listed?.awaits], [username, ["approval"]]);
	const other = await apply();
	for (let time = 0; time < 2; time++) assert.equal((await ada.put(`${waiting}/${id}`)).status, 204);
	assert.ok(await signIn(username));
	await refusedSignIn(other.username, "awaiting_approval");
	assertRefused(await ada.delete(`${waiting}/${id}`), 409, "conflict");
	const unused = await world.createUser(freshName());
	assertRefused(await ada.delete(`${waiting}/${unused.id}`), 409, "conflict");
	assert.ok(await exists(unused.username), "an account that never waited is not refused");
	assert.equal((await ada.delete(`${waiting}/${other.id}`)).status, 204);
	assert.deepEqual(await audited(sql`subject_id = ${id} or details ->> 'username' = ${other.username}`), [
		"ada approve_account",
		"ada refuse_account",
	]);
	assert.equal(await signIn(other.username), null);
	assert.deepEqual(awaits(await register({}, other.username)), [202, ["approval"]]);
	for (const gone of [other.id, "x", 0]) assertRefused(await ada.put(`${waiting}/${gone}`), 404, "user_not_found");
	const { code } = await makeCode();
	assert.equal((await register({ code })).status, 201);
	await set({ registration: "closed" });
	assertRefused(await register({ code }), 403, "registration_closed");
});

test("a waiting account that a log names cannot be refused, and no reference to accounts is forgotten", async () => {
	await set({ registration: "approval" });
	const { id, username } = await apply();
	await sql`insert into instance_audit_log (actor_id, action) values (${id}, 'retry_job')`;
	assertRefused(await ada.delete(`${waiting}/${id}`), 409, "conflict");
	assert.ok(await exists(username));
	const keeping = await sql<{ name: string }[]>`
		select r.relname || '.' || a.attname as name from pg_constraint c
		join pg_class r on r.oid = c.conrelid
		join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
		where c.contype = 'f' and c.confrelid = 'users'::regclass and c.confdeltype = 'a'`;
	const known = references.map((column) => `${getTableName(column.table)}.${column.name}`);
	assert.deepEqual(known.toSorted(), keeping.map(({ name }) => name).toSorted());
});

test("an account that has joined a server already cannot be refused, but approved", async () => {
	const { serverId } = await bob.createServer("Glaze");
	await set({ registration: "invite", verifyEmail: true });
	const username = freshName();
	const invite = await bob.createInvite(serverId);
	const answer = await register({ invite, email: "joined@example.org" }, username);
	assert.deepEqual(awaits(answer), [202, ["approval"]]);
	const id = await idOf(username);
	assertRefused(await ada.delete(`${waiting}/${id}`), 409, "conflict");
	await kick(serverId, username);
	assertRefused(await ada.delete(`${waiting}/${id}`), 409, "conflict");
	assert.equal((await ada.put(`${waiting}/${id}`)).status, 204);
	assert.ok(await signIn(username));
});

test("of an approval and a refusal at once only one counts", async () => {
	await set({ registration: "approval" });
	for (let round = 0; round < repeatsOf(5); round++) {
		const { id, username } = await apply();
		const [approved, refused] = await Promise.all([ada.put(`${waiting}/${id}`), ada.delete(`${waiting}/${id}`)]);
		const expected = (await exists(username)) ? [204, 409] : [404, 204];
		assert.deepEqual([approved?.status, refused?.status], expected);
	}
});

test("without a mail server an administrator confirms the address", async () => {
	await set({ verifyEmail: true });
	assertRefused(await register(), 400, "invalid_request", "email");
	assert.deepEqual(awaits(await register({ email: "new@example.org" })), [202, ["approval"]]);
});

test("an address must be verified before the account is used, and signing in sends the link again", async () => {
	const { mail: none, publicUrl, rateLimits } = config;
	const usual = { mail: none, publicUrl, rateLimits };
	const mail = await MailServer.start();
	try {
		await set({ verifyEmail: true });
		const username = freshName();
		assert.deepEqual(awaits(await register({ email: "kim@example.org" }, username)), [202, ["email"]]);
		const first = tokenIn(await mail.take("kim@example.org"));
		await refusedSignIn(username, "email_not_verified");
		const again = tokenIn(await mail.take("kim@example.org"));
		assert.notEqual(first, again);
		const id = await idOf(username);
		config.rateLimits = true;
		exhaust("emailChanges", id);
		await refusedSignIn(username, "email_not_verified");
		await waitUntil(
			"no e-mail is on its way",
			async () => (await sql`select 1 from jobs where queue = 'mail'`).length === 0,
		);
		assert.deepEqual(mail.received, [], "nobody floods a mailbox");
		assert.equal((await world.guest().post("/api/account/email/verify", { token: again })).status, 200);
		assert.ok(await signIn(username));
	} finally {
		await mail.close();
		Object.assign(config, usual);
	}
});

test("an account that never verifies its address is deleted in time, and its name is free", async () => {
	await set({ verifyEmail: true, unverifiedDays: 3 });
	const make = async (hours: number, change = sql`awaits_email = true`) => {
		const username = freshName();
		const { id } = await world.createUser(username);
		await sql`update users set created_at = now() - make_interval(hours => ${hours}), ${change} where id = ${id}`;
		return { id, username };
	};
	const late = await make(73);
	const stays = [await make(71), await make(73, sql`awaits_approval = true`), await make(999, sql`bio = ''`)];
	await make(73, sql`awaits_email = true, deletes_at = now() + interval '1 day'`);
	const member = await make(73);
	const kicked = await make(73);
	const { serverId } = await bob.createServer("Joined");
	for (const { id } of [member, kicked])
		await sql`insert into memberships (server_id, user_id) values (${serverId}, ${id})`;
	await kick(serverId, kicked.username);
	await set({ unverifiedDays: 0 });
	await sweepUnverified();
	assert.ok(await exists(late.username), "0 keeps them");
	await set({ unverifiedDays: 3 });
	await sweepUnverified();
	assert.equal(await exists(late.username), false);
	for (const { username } of stays) assert.ok(await exists(username));
	const isMember = async () => (await sql`select 1 from memberships where user_id = ${member.id}`).length === 1;
	await waitUntil("the member is deleted like any account", async () => !(await isMember()));
	for (const { username } of [member, kicked])
		await waitUntil("it has another name", async () => !(await exists(username)));
	const [entry] = await sql`select actor_id, details from instance_audit_log where action = 'remove_unverified'`;
	assert.deepEqual([entry?.actor_id, entry?.details], [null, { accounts: 3 }]);
	await sweepUnverified();
	assert.equal((await sql`select 1 from instance_audit_log where action = 'remove_unverified'`).length, 1);
	await set({ verifyEmail: false });
	assert.equal((await register({}, late.username)).status, 201);
});
