import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { after, afterEach, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { sql } from "@/db";
import { ApiClient, assertRefused } from "@/test/support/api-client";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { MailServer, tokenIn } from "@/test/support/mail-server";
import { repeatsOf } from "@/test/support/races";
import { exhaust } from "@/test/support/rate-limits";
import { range, waitUntil } from "@/test/support/socket-client";
import { openTestDatabase, type TestDatabase } from "@/test/support/test-database";
import { TestServer } from "@/test/support/test-server";
import { beginSession, toNextAuthUser, userWithCredentials } from "../auth/nextauth-options";
import { hashPassword } from "../auth/password";
import * as sessions from "../auth/sessions";
import { config } from "../process/config";

let database: TestDatabase;
let world: TestServer;
let mail: MailServer;
let ada: ApiClient;

const old = "correct horse battery";
const next = "another horse battery";
const other = "a third horse battery";

before(async () => {
	database = await openTestDatabase();
	world = await TestServer.open({ database });
	mail = await MailServer.start();
	await sql`insert into users (username, display_name, password_hash, email, email_verified_at)
		values ('ada', 'ada', ${await hashPassword(old, "here")}, 'ada@example.org', now())`;
	config.publicUrl = undefined;
	await reborn();
});
after(async () => {
	await world.close();
	await mail.close();
});

/** Ada with her first password and one session. */
async function reborn(): Promise<void> {
	config.rateLimits = false;
	await waitUntil(
		"no e-mail is on its way",
		async () => (await sql`select 1 from jobs where failed_at is null`).length === 0,
	);
	await sql`truncate sessions, email_tokens, jobs`;
	await sql`update users set password_hash = ${await hashPassword(old, "here")}, email = 'ada@example.org', pending_email = null,
		last_seen_day = null
		where username = 'ada'`;
	const [row] = await sql<{ id: number }[]>`select id from users where username = 'ada'`;
	ada = await world.signIn({ id: row?.id ?? 0, username: "ada" });
	mail.received.splice(0);
}
afterEach(reborn);

const change = (current: unknown, wanted: unknown, by = ada) =>
	by.put("/api/account/password", { current, next: wanted });
const reset = (token: unknown, password: unknown) => world.guest().post("/api/password/reset", { token, password });
const forgot = (name: unknown) => world.guest().post("/api/password/forgot", { name });
const createSession = (passwordHash: string) =>
	sessions.create({
		userId: ada.id,
		userAgent: null,
		address: "192.0.2.1",
		locale: "en",
		provedSecondFactor: false,
		passwordHash,
	});
const signsIn = async (password: string, name = "ada") =>
	(await userWithCredentials(name, password, "192.0.2.1")) !== null;

async function resetToken(name = "ada"): Promise<string> {
	assert.equal((await forgot(name)).status, 202);
	return tokenIn(await mail.take("ada@example.org"));
}

/** Another instance in a process of its own, with its own client of ada. */
async function startInstance(): Promise<{ process: ChildProcess; url: string }> {
	const inSources = import.meta.url.endsWith(".ts");
	const program = new URL(inSources ? "../../test/support/second-instance.ts" : "second-instance.js", import.meta.url);
	const child = fork(fileURLToPath(program), [JSON.stringify({ database: database.options })], {
		execArgv: process.execArgv.filter((flag) => !flag.startsWith("--test")),
	});
	const [url] = (await once(child, "message")) as [string];
	return { process: child, url };
}

test("a changed password ends all other sessions and their sockets, on every instance, before or at the answer", async (context) => {
	const instance = await startInstance();
	context.after(() => instance.process.kill());
	const phone = await world.signIn(ada);
	const away = new ApiClient(instance.url, ada.id, ada.username, phone.sessionId, phone.cookie);
	const [own, here, there] = [await ada.connect(), await phone.connect(), await away.connect()];
	assert.equal((await change(old, next)).status, 204);
	assertRefused(await phone.get("/api/account"), 401, "unauthenticated");
	assertRefused(await away.get("/api/account"), 401, "unauthenticated");
	const answered = performance.now();
	for (const socket of [here, there]) {
		await socket.closed();
		assert.equal(socket.received.at(-1)?.event, "session:revoked");
	}
	assert.ok(performance.now() - answered < 5000);
	assert.equal((await ada.get("/api/account")).status, 200);
	assert.ok(own.socket.connected);
	own.close();
	assert.deepEqual([await signsIn(old), await signsIn(next)], [false, true]);
	assert.match((await mail.take("ada@example.org")).subject, /^Your password .* was changed$/);
});

test("a wrong current password changes nothing, and counts as when signing in", async () => {
	for (const wrong of ["", "wrong", `${old} `, "\u0000", "\ud800", "x".repeat(5000)])
		assertRefused(await change(wrong, next), 400, "invalid_request", "current");
	assert.equal(await signsIn(old), true);
	assertRefused(await world.guest().put("/api/account/password", {}), 401, "unauthenticated");
	for (const body of [{}, { current: old }, { next }, { current: old, next, more: 1 }, { current: 1, next }])
		assertRefused(await ada.put("/api/account/password", body), 400, "invalid_request");
	config.rateLimits = true;
	exhaust("passwords", "ada ::1");
	exhaust("passwords", "ada 127.0.0.1");
	assertRefused(await change(old, next), 429, "rate_limited");
});

test("guessable passwords are refused wherever a password is set", async () => {
	const token = await resetToken();
	const guessable = [
		"password",
		"PassWord1",
		"iloveyou",
		"qwertyuiop",
		"ｐａｓｓｗｏｒｄ",
		"hearthhearth",
		"hearth2026",
		"my-hearth!",
		"adaadaada",
		"1ada2ada3ada",
	];
	for (const password of guessable) {
		assertRefused(await change(old, password), 400, "invalid_request", "next");
		assertRefused(await reset(token, password), 400, "invalid_request", "password");
		const answer = await world.guest().post("/api/account", { username: "ada", password });
		assertRefused(answer, 400, "invalid_request", "password");
	}
	assert.equal((await change(old, "an adamant password near the hearth")).status, 204);
});

test("of two changes at once with the same current password one succeeds", async () => {
	for (const _ of range(1, repeatsOf(3))) {
		const answers = await Promise.all([change(old, next), change(old, other)]);
		assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 400]);
		await reborn();
	}
});

test("a sign-in with the former password that is under way gives no session", async () => {
	const person = await userWithCredentials("ada", old, "::1");
	assert.ok(person);
	assert.equal((await change(old, next)).status, 204);
	assert.equal(await createSession(person.passwordHash), null);
	const client = { userAgent: null, address: "192.0.2.1", locale: "en" } as const;
	assert.equal(await toNextAuthUser(person, () => beginSession(client)), null);
	const now = await userWithCredentials("ada", next, "::1");
	assert.ok(await createSession(now?.passwordHash ?? ""));
});

test("a sign-in waits for a change of the password that is under way", async () => {
	const person = await userWithCredentials("ada", old, "::1");
	const release = await holdTransaction((tx) => tx`update users set password_hash = 'changed' where id = ${ada.id}`);
	const created = createSession(person?.passwordHash ?? "");
	await waitsFor("for share");
	await release();
	assert.equal(await created, null);
});

test("a link resets the password once, ends every session, and notifies the user", async () => {
	const token = await resetToken();
	const socket = await ada.connect();
	const { status, body, text } = await reset(token, next);
	assert.equal(status, 200, text);
	assert.deepEqual(body, { username: "ada" });
	await socket.closed();
	assertRefused(await ada.get("/api/account"), 401, "unauthenticated");
	assert.deepEqual([await signsIn(old), await signsIn(next)], [false, true]);
	assert.match((await mail.take("ada@example.org")).subject, /was changed$/);
	assertRefused(await reset(token, other), 410, "token_expired");
	assert.equal(await signsIn(next), true);
});

test("of many uses of a link at once one sets the password", async () => {
	for (const _ of range(1, repeatsOf(3))) {
		const token = await resetToken();
		const wanted = range(1, 4).map((n) => `horse number ${n}`);
		const answers = await Promise.all(wanted.map((password) => reset(token, password)));
		assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 410, 410, 410]);
		const won = answers.findIndex(({ status }) => status === 200);
		assert.equal(await signsIn(wanted[won] ?? ""), true);
		await reborn();
	}
});

test("no other token resets a password, and a refused password does not use up the link", async () => {
	const token = await resetToken();
	for (const bad of ["", "x", token.slice(1), "\u0000", "x".repeat(200)])
		assertRefused(await reset(bad, next), 410, "token_expired");
	for (const bad of ["short", "x".repeat(201), 1, null])
		assertRefused(await reset(token, bad), 400, "invalid_request", "password");
	assertRefused(await reset(1, next), 400, "invalid_request", "token");
	await sql`update email_tokens set purpose = 'change'`;
	assertRefused(await reset(token, next), 410, "token_expired");
	await sql`update email_tokens set purpose = 'reset'`;
	assert.equal((await reset(token, next)).status, 200);
});

test("a change of the password ends links to reset it, and a pending change of the address", async () => {
	const token = await resetToken();
	assert.equal((await ada.put("/api/account/email", { email: "new@example.org", password: old })).status, 202);
	const verify = tokenIn(await mail.take("new@example.org"));
	assert.equal((await change(old, next)).status, 204);
	assertRefused(await reset(token, other), 410, "token_expired");
	assertRefused(await world.guest().post("/api/account/email/verify", { token: verify }), 410, "token_expired");
	assert.equal((await ada.get("/api/account")).body.user?.pendingEmail, null);
});

test("a link that was sent to a former address does not reset the password", async () => {
	const token = await resetToken();
	await sql`update users set email = 'new@example.org' where id = ${ada.id}`;
	assertRefused(await reset(token, next), 410, "token_expired");
});

test("asking for a link gives the same bytes for every name, and an e-mail only to a verified address", async () => {
	await sql`insert into users (username, display_name, password_hash, email) values ('unsure', 'u', 'x', 'unsure@example.org')
		on conflict do nothing`;
	const names = ["ada", "ADA@example.org", "nobody", "nobody@example.org", "unsure", "unsure@example.org"];
	const answers = [];
	for (const name of names) answers.push(await forgot(name));
	for (const { status, text, headers } of answers) {
		assert.deepEqual([status, text], [202, "{}"]);
		assert.deepEqual(Object.keys(headers), Object.keys(answers[0]?.headers ?? {}));
	}
	await waitUntil("all are done", async () => (await sql`select 1 from jobs`).length === 0);
	assert.deepEqual(
		mail.received.map(({ to }) => to),
		[["ada@example.org"], ["ada@example.org"]],
	);
	for (const bad of ["", " ", "x".repeat(255), "a\u0000", 1, null])
		assertRefused(await forgot(bad), 400, "invalid_request", "name");
});

test("an address asks for five links an hour, whatever the name", async () => {
	config.rateLimits = true;
	const answers = [];
	for (const n of range(1, 7)) answers.push(await forgot(`nobody${n}`));
	assert.deepEqual(
		answers.map(({ status }) => status),
		[202, 202, 202, 202, 202, 429, 429],
	);
});

test("a link in an e-mail begins with the public address, whatever host a request names", async () => {
	config.publicUrl = "https://chat.example.org";
	const answer = await world.guest().call("POST", "/api/password/forgot", {
		body: JSON.stringify({ name: "ada" }),
		headers: { "x-forwarded-host": "evil.example" },
	});
	assert.equal(answer.status, 202);
	const { text } = await mail.take("ada@example.org");
	assert.match(text, /^https:\/\/chat\.example\.org\/reset#token=[\w-]{43}$/m);
	assert.doesNotMatch(text, /evil/);
	config.publicUrl = undefined;
});

test("without a mail server a forgotten password is refused alike for every name", async () => {
	const { mail: settings } = config;
	config.mail = null;
	const [known, unknown] = [await forgot("ada"), await forgot("nobody")];
	assertRefused(known, 403, "forbidden");
	assert.equal(known.text, unknown.text);
	assert.equal((await change(old, next)).status, 204);
	assert.equal((await sql`select 1 from jobs`).length, 0);
	config.mail = settings;
});
