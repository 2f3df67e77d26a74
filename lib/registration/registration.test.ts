import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, afterEach, before, mock, test } from "node:test";
import { getTableName } from "drizzle-orm";
import { sql } from "@/db";
import { type ApiClient, type ApiResponse, assertRefused } from "@/test/support/api-client";
import { actWhileDismissed, holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { MailServer, tokenIn } from "@/test/support/mail-server";
import { repeatsOf } from "@/test/support/races";
import { exhaust } from "@/test/support/rate-limits";
import { range, waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { userWithCredentials } from "../auth/nextauth-options";
import { isAppError } from "../errors";
import { changeSettings } from "../instance/change-settings";
import { defaults, type InstanceSettings } from "../instance/fields";
import { findInvite } from "../invites/load";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import type { Challenge } from "../realtime/protocol";
import { references } from "./is-referenced";
import { sweepNetworks } from "./networks";
import { sweepChallenges } from "./proof-of-work";
import { createAccount } from "./register";
import { sweepUnverified } from "./sweep-unverified";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;
let count = 0;
const password = "a brand new horse";
const codes = "/api/admin/registration-codes";
const waiting = "/api/admin/registrations";

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	await sql`update users set is_admin = true where username = 'ada'`;
	await sql`update instance set first_user_id = ${ada.id}`;
});
afterEach(() => changeSettings(null, defaults));
after(() => world.close());

const set = (settings: Partial<InstanceSettings>) => changeSettings(null, settings);
const freshName = () => `new${++count}`;
const register = (extra: object = {}, username = freshName()) =>
	world.guest().post("/api/account", { username, password, ...extra });
const exists = async (username: string) => (await sql`select 1 from users where username = ${username}`).length === 1;
const signIn = (username: string) => userWithCredentials(username, password, "::1");
async function refusedSignIn(username: string, code: "awaiting_approval" | "email_not_verified"): Promise<void> {
	await assert.rejects(signIn(username), (error) => isAppError(error, code));
	assert.equal(await userWithCredentials(username, "another horse", "::1"), null);
}
async function makeCode(wanted: object = {}) {
	const { status, body } = await ada.post(codes, wanted);
	assert.equal(status, 201);
	assert.ok(body.code);
	return body.code;
}
async function kick(serverId: number, username: string) {
	const sanction = { subject: username, sanction: { kind: "kick" } };
	assert.equal((await bob.post(`/api/servers/${serverId}/moderation-actions`, sanction)).status, 201);
}
const awaits = ({ status, body }: ApiResponse) => [status, body.awaits];

/** Registers an account that has to be approved. */
async function apply(): Promise<{ id: number; username: string }> {
	const username = freshName();
	assert.deepEqual(awaits(await register({}, username)), [202, ["approval"]]);
	const [row] = await sql<{ id: number }[]>`select id from users where username = ${username}`;
	assert.ok(row);
	return { id: row.id, username };
}

test("a code registers as many users as it has uses, and the error has the reason for its end", async () => {
	await set({ registration: "invite" });
	assertRefused(await register(), 403, "invite_required");
	for (const code of ["", "nothing", "AAAAAAAAAAAA", "x\u0000"])
		assertRefused(await register({ code }), 404, "invite_not_found");
	const { code } = await makeCode({ maxUses: 2, note: "  for the pottery class " });
	for (const status of [201, 201]) assert.equal((await register({ code })).status, status);
	const late = await register({ code });
	assertRefused(late, 410, "invite_ended");
	assert.equal(late.body.error?.reason, "used_up");
	const old = await makeCode({ expiresInSeconds: 1800 });
	await sql`update registration_codes set expires_at = now() - interval '1 second' where id = ${old.id}`;
	assert.equal((await register({ code: old.code })).body.error?.reason, "expired");
	const [kept, revoked] = [await makeCode(), await makeCode()];
	for (let time = 0; time < 2; time++) assert.equal((await ada.delete(`${codes}/${revoked.id}`)).status, 204);
	assert.equal((await register({ code: revoked.code })).body.error?.reason, "revoked");
	const living = (await ada.get(codes)).body.codes?.map(({ id }) => id) ?? [];
	assert.ok(!living.includes(old.id) && !living.includes(revoked.id));
	assert.equal((await register({ code: kept.code })).status, 201, "another code stays");
	assert.deepEqual(await audited(sql`details ->> 'codeId' = ${String(revoked.id)}`), [
		"ada create_registration_code",
		"ada revoke_registration_code",
	]);
	await sql`delete from registration_codes`;
	await sql`insert into registration_codes (code) select 'filler' || n from generate_series(1, 999) n`;
	const answers = await Promise.all(range(1, 3).map(() => ada.post(codes, {})));
	assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 403, 403], "there are at most a thousand");
	await sql`delete from registration_codes where code = 'filler1'`;
	const commit = await holdTransaction(async (tx) => {
		await tx`select pg_advisory_xact_lock(hashtextextended('registration codes', 0))`;
		await tx`insert into registration_codes (code) values ('of another administrator')`;
	});
	const waiting = ada.post(codes, {});
	await waitsFor("pg_advisory_xact_lock");
	await commit();
	assertRefused(await waiting, 403, "forbidden");
	await sql`delete from registration_codes`;
});

/** The entries of the instance's audit log, each as its actor and action. */
async function audited(which: ReturnType<typeof sql>): Promise<string[]> {
	const rows = await sql<{ entry: string }[]>`
		select concat_ws(' ', u.username, l.action) as entry
		from instance_audit_log l left join users u on u.id = l.actor_id where ${which} order by l.id`;
	return rows.map(({ entry }) => entry);
}

test("a registration that fails spends no use, and where everybody may register none is spent", async () => {
	const { code, id } = await makeCode({ maxUses: 5 });
	const uses = async () => (await sql`select uses from registration_codes where id = ${id}`)[0]?.uses;
	await register({ code });
	await set({ registration: "invite" });
	assertRefused(await register({ code }, "ada"), 409, "username_taken");
	assertRefused(await register({ code, password: "x" }), 400, "invalid_request", "password");
	assert.equal(await uses(), 0);
	await register({ code });
	assert.equal(await uses(), 1);
});

test("of fifty users at the last use of a code exactly one registers", async () => {
	await set({ registration: "invite" });
	for (let round = 0; round < repeatsOf(2); round++) {
		const { code } = await makeCode();
		const tries = range(1, 50).map(() => createAccount({ ...blank(), code }).then(() => 1, refusal));
		assert.deepEqual(tally(await Promise.all(tries)), { 1: 1, invite_ended: 49 });
	}
});

test("a server's invite makes an account and joins in one, or does neither", async () => {
	const { serverId } = await bob.createServer("Contour");
	const invite = await bob.createInvite(serverId, { maxUses: 1 });
	await set({ registration: "invite", serverInvites: false });
	assertRefused(await register({ invite }), 403, "invite_required");
	await set({ serverInvites: true });
	const username = freshName();
	assert.equal((await register({ invite }, username)).status, 201);
	assert.ok(await signIn(username));
	const names = (await bob.get(`/api/servers/${serverId}/members`)).body.members?.map(({ user }) => user.username);
	assert.ok(names?.includes(username));
	const late = freshName();
	assertRefused(await register({ invite }, late), 410, "invite_ended");
	assert.equal(await exists(late), false);
	const byHand = freshName();
	const answer = await register({ invite: await bob.createInvite(serverId, { needsApproval: true }) }, byHand);
	assertRefused(answer, 403, "join_requirements_not_met", "approval");
	assert.equal(await exists(byHand), false);
});

test("of fifty users at the last use of a server's invite one has an account, and is the member", async () => {
	await set({ registration: "invite" });
	const { serverId } = await bob.createServer("Kiln");
	for (let round = 0; round < repeatsOf(2); round++) {
		const invite = await findInvite(null, await bob.createInvite(serverId, { maxUses: 1 }));
		const names = range(1, 50).map(freshName);
		const tries = names.map((username) => createAccount({ ...blank(), username, invite }).then(() => 1, refusal));
		assert.deepEqual(tally(await Promise.all(tries)), { 1: 1, invite_ended: 49 });
		const left = await sql`
			select u.awaits_approval, m.server_id from users u left join memberships m on m.user_id = u.id
			where username = any (${names})`;
		assert.deepEqual([...left], [{ awaits_approval: false, server_id: serverId }]);
	}
});

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

test("an administrator who ceases to be one at the same moment decides nothing about registrations, jobs and backups", async () => {
	await set({ registration: "approval" });
	const { id } = await apply();
	const code = await makeCode();
	const network = "203.0.113.0/24";
	const [job] = await sql<{ id: number }[]>`
		insert into jobs (queue, payload, failed_at) values ('other', '{}', now()) returning id`;
	for (const act of [
		() => ada.put(`${waiting}/${id}`),
		() => ada.delete(`${waiting}/${id}`),
		() => ada.post(codes, {}),
		() => ada.delete(`${codes}/${code.id}`),
		() => ada.put("/api/admin/closed-networks", { network }),
		() => ada.delete(`/api/admin/closed-networks?network=${network}`),
		() => ada.post(`/api/admin/jobs/${job?.id}/retry`),
		() => ada.post("/api/admin/backups"),
	]) {
		assertRefused(await actWhileDismissed(ada, act), 404, "not_found");
	}
	assert.equal((await sql`select 1 from users where id = ${id} and awaits_approval`).length, 1);
	assert.deepEqual(
		(await ada.get(codes)).body.codes?.find((one) => one.id === code.id),
		code,
	);
	assert.equal((await sql`select 1 from closed_networks`).length, 0);
	assert.equal((await sql`select 1 from jobs where queue = 'backups' or failed_at is null`).length, 0);
	await sql`delete from jobs where id = ${job?.id ?? 0}`;
});

test("an account that has joined a server already cannot be refused, but approved", async () => {
	const { serverId } = await bob.createServer("Glaze");
	await set({ registration: "invite", verifyEmail: true });
	const username = freshName();
	const invite = await bob.createInvite(serverId);
	const answer = await register({ invite, email: "joined@example.org" }, username);
	assert.deepEqual(awaits(answer), [202, ["approval"]]);
	const [row] = await sql<{ id: number }[]>`select id from users where username = ${username}`;
	assertRefused(await ada.delete(`${waiting}/${row?.id}`), 409, "conflict");
	await kick(serverId, username);
	assertRefused(await ada.delete(`${waiting}/${row?.id}`), 409, "conflict");
	assert.equal((await ada.put(`${waiting}/${row?.id}`)).status, 204);
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
		const [row] = await sql<{ id: number }[]>`select id from users where username = ${username}`;
		config.rateLimits = true;
		exhaust("emailChanges", row?.id ?? 0);
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

test("addresses register by their domain, which counts with all below it", async () => {
	await set({ refusedEmailDomains: ["throwaway.example"] });
	for (const email of ["a@throwaway.example", "a@x.THROWAWAY.example"])
		assertRefused(await register({ email }), 400, "invalid_request", "email");
	assert.equal((await register({ email: "a@notthrowaway.example" })).status, 201);
	await set({ allowedEmailDomains: ["club.example"] });
	for (const email of ["a@other.example", "a@club.example.evil", undefined])
		assertRefused(await register(email ? { email } : {}), 400, "invalid_request", "email");
	assert.equal((await register({ email: "a@mail.club.example" })).status, 202);
	for (const domain of ["", "x", "a b.example", "@club.example", ".example", `${"a".repeat(64)}.example`, 7]) {
		const answer = await ada.patch("/api/admin/settings", { allowedEmailDomains: [domain] });
		assertRefused(answer, 400, "invalid_request", "allowedEmailDomains");
	}
});

test("servers are created by the users whom the settings allow", async () => {
	const create = (client: ApiClient) => client.post("/api/servers", { name: "Kiln", visibility: "private" });
	const may = async (client: ApiClient) => (await client.get("/api/account")).body.user?.canCreateServers;
	await set({ serverCreatorDays: 3 });
	assertRefused(await create(eve), 403, "forbidden");
	assert.equal(await may(eve), false);
	await sql`update users set created_at = now() - interval '73 hours' where id = ${eve.id}`;
	assert.equal((await create(eve)).status, 201);
	await set({ serverCreators: "administrators" });
	assertRefused(await create(eve), 403, "forbidden");
	assert.deepEqual([await may(eve), await may(ada)], [false, true]);
	assert.equal((await create(ada)).status, 201);
});

test("only administrators see codes and waiting accounts, and list them a page at a time", async () => {
	await set({ registration: "approval" });
	const accounts = [await apply(), await apply(), await apply()];
	const made = [await makeCode(), await makeCode(), await makeCode()];
	for (const client of [bob, world.guest()])
		for (const answer of [
			await client.get(codes),
			await client.post(codes, {}),
			await client.delete(`${codes}/${made[0]?.id}`),
			await client.get(waiting),
			await client.put(`${waiting}/${accounts[0]?.id}`),
			await client.delete(`${waiting}/${accounts[0]?.id}`),
		])
			assertRefused(answer, 404, "not_found");
	const idsOf = async (path: string): Promise<number[]> => {
		const ids: number[] = [];
		for (let cursor = ""; ; ) {
			const { body } = await ada.get(`${path}?limit=2${cursor}`);
			ids.push(...[...(body.codes ?? []), ...(body.accounts ?? [])].map(({ id }) => id));
			if (!body.nextCursor) return ids;
			cursor = `&cursor=${body.nextCursor}`;
		}
	};
	assert.deepEqual((await idsOf(codes)).slice(0, 3), made.map(({ id }) => id).toReversed());
	assert.deepEqual(
		(await idsOf(waiting)).slice(-3),
		accounts.map(({ id }) => id),
	);
	for (const [body, field] of [
		[{ maxUses: 0 }, "maxUses"],
		[{ maxUses: 1001 }, "maxUses"],
		[{ expiresInSeconds: 1 }, "expiresInSeconds"],
		[{ note: "x".repeat(201) }, "note"],
		[{ colour: "red" }, "colour"],
	] as const)
		assertRefused(await ada.post(codes, body), 400, "invalid_request", field);
	for (const path of [`${codes}/0`, `${codes}/9999999`]) assertRefused(await ada.delete(path), 404, "invite_not_found");
});

const blank = () => {
	const username = freshName();
	const nothing = { email: null, isVerified: false, code: undefined, invite: null, passwordHash: null };
	return { ...nothing, username, displayName: username, locale: "en" as const, address: "2001:db8::1" };
};
const refusal = (error: unknown) => (isAppError(error) ? error.code : String(error));
function tally(outcomes: (string | number)[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
	return counts;
}

test("registrations are counted by day and network, and a closed network registers nobody for a day", async () => {
	type Statistics = { days: { day: string; count: number }[]; networks: Record<string, unknown>[] };
	const statistics = async (): Promise<Statistics> =>
		JSON.parse((await ada.get("/api/admin/registration-statistics")).text);
	const closed = (network: unknown) => ada.put("/api/admin/closed-networks", { network });
	const reopen = (network: string) => ada.delete(`/api/admin/closed-networks?network=${encodeURIComponent(network)}`);
	const network = "127.0.0.0/24";
	const today = new Date().toISOString().slice(0, 10);
	await set({ registration: "closed" });
	const refusal = await register();
	await set({ registration: "open" });
	await sql`truncate registration_counts`;
	await sql`insert into registration_counts values
		(${today}::date - 30, ${network}, 4), (${today}::date - 29, '2001:db8::/64', 2)`;
	for (const _ of [1, 2]) assert.equal((await register()).status, 201);
	const { days, networks } = await statistics();
	assert.deepEqual([days.length, days[0]?.count, days.at(-1)], [30, 2, { day: today, count: 2 }]);
	assert.deepEqual(networks, [
		{ network, count: 2, lastDay: today, closedUntil: null },
		{ network: "2001:db8::/64", count: 2, lastDay: days[0]?.day, closedUntil: null },
	]);

	for (const wrong of ["127.0.0.1/24", "127.0.0.0/16", "127.0.0.0", "2001:db8::/48", "everywhere", "", null, ["a"]])
		assertRefused(await closed(wrong), 400, "invalid_request", "network");
	assert.equal((await closed(network)).status, 200);
	const refused = await register();
	assert.deepEqual([refused.status, refused.text], [refusal.status, refusal.text]);
	const { closedUntil } = (await statistics()).networks[0] ?? {};
	const hours = (Date.parse(String(closedUntil)) - Date.now()) / 3_600_000;
	assert.ok(hours > 23.9 && hours < 24.1, `${hours} hours`);
	await sql`update closed_networks set until = now()`;
	assert.equal((await register()).status, 201, "it ends by itself");
	await closed(network);
	for (const _ of [1, 2]) assert.equal((await reopen(network)).status, 204);
	assert.equal((await register()).status, 201);
	const entries = await sql<{ entry: string }[]>`select action || ' ' || (details ->> 'network') as entry
		from instance_audit_log where action like '%network' order by id`;
	assert.deepEqual(
		entries.map(({ entry }) => entry),
		["close_network", "close_network", "reopen_network"].map((action) => `${action} ${network}`),
	);
	await sweepNetworks();
	assert.deepEqual(
		(await sql<{ count: number }[]>`select count from registration_counts order by day`).map(({ count }) => count),
		[2, 4],
	);
	assert.equal((await closed("203.0.113.0/24")).status, 200);
	assert.equal((await register()).status, 201, "another network is not closed with it");
	for (const method of ["PUT", "DELETE"] as const)
		assertRefused(await world.guest().call(method, "/api/admin/closed-networks?network=x"), 404, "not_found");
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

async function challenge(): Promise<Challenge | null> {
	const { status, text } = await world.guest().post("/api/account/challenge");
	assert.equal(status, 200);
	return JSON.parse(text).challenge;
}
/** As docs/protocol.md describes it. */
function solved({ salt, hash, maxNumber, signature }: Challenge) {
	const number = range(0, maxNumber).find((n) => createHash("sha256").update(`${salt}${n}`).digest("hex") === hash);
	assert.ok(number !== undefined);
	return { salt, number, signature };
}

test("a registration proves its work, once, in time, and with a challenge of this instance that is hard enough", async () => {
	assert.equal(await challenge(), null);
	assert.equal((await register({ solution: { salt: "any", number: 1, signature: "" } })).status, 201, "not needed");
	await set({ proofOfWork: "normal" });
	const issued = await challenge();
	assert.ok(issued);
	assert.deepEqual([issued.algorithm, issued.maxNumber], ["SHA-256", 100_000]);
	const minutes = (Date.parse(issued.expiresAt) - Date.now()) / 60_000;
	assert.ok(minutes > 9 && minutes <= 10, `${minutes} minutes`);
	const solution = solved(issued);
	const { salt, number, signature } = solution;

	assertRefused(await register(), 403, "challenge_required");
	const { code } = await makeCode();
	assertRefused(await register({ code }), 403, "challenge_required");
	for (const [field, wrong] of [
		["solution", []],
		["solution", "x"],
		["solution.salt", { ...solution, salt: 1 }],
		["solution.salt", { ...solution, salt: "x".repeat(101) }],
		["solution.number", { ...solution, number: -1 }],
		["solution.number", { ...solution, number: 0.5 }],
		["solution.number", { ...solution, number: String(number) }],
		["solution.number", { ...solution, number: 1_000_001 }],
		["solution.signature", { salt, number }],
		["solution.more", { ...solution, more: 1 }],
	] as const)
		assertRefused(await register({ solution: wrong }), 400, "invalid_request", field);

	const [random, expires, work] = salt.split(".");
	for (const changed of [
		{ number: number === 0 ? 1 : number - 1 },
		{ signature: "" },
		{ signature: signature.slice(1) },
		{ signature: Buffer.alloc(32).toString("base64url") },
		{ salt: "" },
		{ salt: `${random}.${Number(expires) + 1}.${work}.` },
		{ salt: `${random}.${expires}.1000000.` },
		// The same text, cut in another place.
		{ salt: salt.slice(0, -1) },
		...(number > 9 ? [{ salt: `${salt}${String(number)[0]}`, number: Number(String(number).slice(1)) }] : []),
	])
		assertRefused(await register({ solution: { ...solution, ...changed } }), 403, "challenge_failed");
	const { secret } = appState();
	appState().secret = "a secret of another instance, just as long";
	assertRefused(await register({ solution }), 403, "challenge_failed");
	appState().secret = secret;

	await set({ proofOfWork: "high" });
	assertRefused(await register({ solution }), 410, "challenge_expired");
	assert.equal((await challenge())?.maxNumber, 1_000_000);
	await set({ proofOfWork: "normal" });
	const later = mock.method(Date, "now", () => Date.parse(issued.expiresAt));
	assertRefused(await register({ solution }), 410, "challenge_expired");
	later.mock.restore();

	assertRefused(await register({ solution }, "ada"), 409, "username_taken");
	const names = [freshName(), freshName()];
	const both = await Promise.all(names.map((username) => register({ solution }, username)));
	const [made, refused] = both.toSorted((a, b) => a.status - b.status);
	assert.equal(made?.status, 201);
	assertRefused(refused as ApiResponse, 410, "challenge_expired");
	assert.equal((await Promise.all(names.map(exists))).filter(Boolean).length, 1);
	assertRefused(await register({ solution }), 410, "challenge_expired");
});

test("a used challenge is remembered until it has expired, and counts on every instance", async () => {
	await set({ proofOfWork: "normal" });
	const solution = solved((await challenge()) as Challenge);
	const hash = createHash("sha256").update(`${solution.salt}${solution.number}`).digest();
	// As another instance has stored it.
	await sql`insert into used_challenges values (${hash}, now() - interval '59 minutes')`;
	await sweepChallenges();
	assertRefused(await register({ solution }), 410, "challenge_expired");
	await sql`update used_challenges set expires_at = now() - interval '61 minutes' where hash = ${hash}`;
	await sweepChallenges();
	assert.equal((await sql`select 1 from used_challenges where hash = ${hash}`).length, 0);
	// Another instance has changed the setting, and this one has not learned of it.
	await set({ proofOfWork: "off" });
	await sql`update instance set settings = '{"proofOfWork": "normal"}'`;
	assertRefused(await register(), 403, "challenge_required");
	assert.equal((await register({ solution })).status, 201);
});
