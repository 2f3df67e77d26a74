import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { actBefore, holdTransaction } from "@/test/support/held-transaction";
import { TestServer } from "@/test/support/test-server";
import { userWithCredentials } from "../auth/nextauth-options";
import * as commands from "./commands";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
	await sql`insert into users (username, display_name, kind) values ('ghost', 'ghost', 'placeholder')`;
});
after(() => world.close());

const audit = async () =>
	(
		await sql<{ entry: string }[]>`
		select concat_ws(' ', action, u.username, actor_id) as entry
		from instance_audit_log left join users u on u.id = subject_id order by instance_audit_log.id`
	).map(({ entry }) => entry);

test("an administrator's link sets a new password once, without a mail server, and is audited as the machine", async () => {
	const sentence = await commands.reset("@ADA");
	const token = /^http:\/\/localhost:\d+\/reset#token=([\w-]{43})$/m.exec(sentence)?.[1];
	assert.equal((await ada.get("/api/account")).status, 200);
	const reset = () => world.guest().post("/api/password/reset", { token, password: "a brand new horse" });
	const passwordOfBob = async () => [...(await sql`select password_hash from users where id = ${bob.id}`)];
	const before = await passwordOfBob();
	assert.deepEqual((await reset()).body, { username: "ada" });
	assert.deepEqual(await passwordOfBob(), before);
	assertRefused(await ada.get("/api/account"), 401, "unauthenticated");
	assert.ok(await userWithCredentials("ada", "a brand new horse", "::1"));
	assertRefused(await reset(), 410, "token_expired");
	assert.deepEqual(await audit(), ["reset_link ada"]);
});

test("sessions end for one user or for all, with their sockets", async () => {
	const phone = await world.signIn(bob);
	const socket = await phone.connect();
	assert.equal(await commands.endSessions("bob"), "Ended 2 sessions of @bob.");
	assertRefused(await bob.get("/api/account"), 401, "unauthenticated");
	await socket.closed();
	const late = await world.signIn(bob);
	await sql`update sessions set expires_at = now() where id = ${late.sessionId}`;
	assert.equal(await commands.endSessions("bob"), "Ended 0 sessions of @bob.", "those that ended count no more");
	await world.signIn(bob);
	await sql`delete from sessions where id = ${late.sessionId}`;
	assert.match(await commands.endSessions(undefined), /^Ended \d sessions?\.$/);
	assert.equal((await sql`select 1 from sessions where revoked_at is null`).length, 0);
	assert.deepEqual((await audit()).slice(-2), ["end_sessions bob", "end_sessions"]);
});

test("a user becomes an administrator, and the list shows accounts that can sign in", async () => {
	assert.equal(await commands.makeAdmin("bob"), "@bob is an administrator.");
	const lines = (await commands.list()).split("\n");
	assert.match(lines.find((line) => line.startsWith("@bob")) ?? "", /^@bob, administrator, \d+ sessions/);
	assert.ok(!lines.some((line) => line.includes("ghost")));
});

test("commands change an account as the machine, and keep the last administrator", async () => {
	await sql`update users set is_admin = username = 'bob'`;
	assert.match(await commands.suspend("ada"), /^@ada is suspended/);
	assert.match((await commands.list()).split("\n").find((line) => line.startsWith("@ada")) ?? "", /^@ada, suspended/);
	assert.equal(await commands.restore("ada"), "@ada can sign in.");
	await sql`insert into totp (user_id, secret, confirmed_at) values (${ada.id}, 'sealed', now())`;
	await commands.removeFactors("ada");
	assert.equal((await sql`select 1 from totp`).length, 0);
	await assert.rejects(commands.removeAdmin("bob"), { code: "last_administrator" });
	await assert.rejects(commands.deleteAccount("bob"), { code: "forbidden" });
	assert.match(await commands.deleteAccount("ada"), /^@ada .* deleted in 14 days/);
	assert.equal(await commands.restore("ada"), "@ada can sign in.");
	await commands.makeAdmin("ada");
	assert.equal(await commands.removeAdmin("bob"), "@bob is no administrator.");
	const expected = ["suspend ada", "restore ada", "remove_factors ada", "delete_account ada", "restore ada"];
	assert.deepEqual((await audit()).slice(-7), [...expected, "make_admin ada", "remove_admin bob"]);
});

test("an account without a password is listed and can be sent a link", async () => {
	await sql`update users set password_hash = null where username = 'eve'`;
	assert.ok((await commands.list()).split("\n").some((line) => line.startsWith("@eve")));
	assert.match(await commands.reset("eve"), /reset#token=/);
});

test("an unknown name, or an author of imported messages, changes nothing", async () => {
	const before = await audit();
	for (const act of [commands.reset, commands.makeAdmin, commands.endSessions])
		for (const name of ["nobody", "", "ghost", "a\u0000b"]) await assert.rejects(act(name), { name: "CommandError" });
	await assert.rejects(commands.makeAdmin("ghost"), /author of imported messages/);
	await sql`insert into users (username, display_name, kind) values ('gone', 'Deleted account', 'deleted')`;
	await assert.rejects(commands.makeAdmin("gone"), /There is no account @gone/);
	assert.deepEqual(await audit(), before);
});

test("a command waits for the deletion of its account, and then finds none", async () => {
	const { id, username } = await world.createUser("leaving");
	const commit = await holdTransaction(
		(tx) => tx`update users set kind = 'deleted', password_hash = null where id = ${id}`,
	);
	const makeAdmin = () => commands.makeAdmin(username);
	await assert.rejects(actBefore(commit, "for no key update", makeAdmin), /There is no account @leaving/);
});

test("nobody can change the audit log", async () => {
	for (const change of [
		sql`update instance_audit_log set actor_id = null`,
		sql`delete from instance_audit_log`,
		sql`truncate instance_audit_log`,
	])
		await assert.rejects(change, /append-only/);
});
