import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, beforeEach, test } from "node:test";
import { Secret, TOTP } from "otpauth";
import { sql } from "@/db";
import { ApiClient, type ApiResponse, assertRefused } from "@/test/support/api-client";
import { MailServer } from "@/test/support/mail-server";
import { range } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import * as admin from "../admin/commands";
import { hashPassword } from "../auth/password";
import * as sessions from "../auth/sessions";
import { config } from "../process/config";
import { seal, unseal } from "./secret-box";
import { stepOf } from "./totp-code";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;

const password = "correct horse battery";
const own = "/api/account/totp";
const codes = "/api/account/recovery-codes";

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
	await sql`update users set password_hash = ${await hashPassword(password, "here")}`;
});
after(() => world.close());
beforeEach(async () => {
	await sql`truncate totp, recovery_codes, sign_in_tickets`;
	await sql`update sessions set reauthenticated_at = now()`;
});

const codeOf = (secret: string, steps = 0) =>
	new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
const signIn = (name: unknown, given: unknown = password) =>
	world.guest().post("/api/sign-in", { name, password: given });
const second = (body: object) => world.guest().post("/api/sign-in/second", body);
const ticketOf = async (name = "ada") => (await signIn(name)).body.ticket ?? "";
/** As time does: the next code is of a later step. */
const forgetStep = () => sql`update totp set last_step = null`;

/** Turns the second factor on, and returns what the app and the user keep. */
async function setUp(by = ada): Promise<{ secret: string; recoveryCodes: string[] }> {
	const { secret = "" } = (await by.post(own)).body;
	const { status, text, body } = await by.put(own, { code: codeOf(secret) });
	assert.equal(status, 200, text);
	await forgetStep();
	return { secret, recoveryCodes: body.recoveryCodes ?? [] };
}

/** The response began a session of the user: its cookie works. */
async function assertSignedIn(answer: ApiResponse, username = "ada"): Promise<void> {
	assert.equal(answer.status, 200, answer.text);
	assert.equal(answer.body.user?.username, username);
	const [cookie = ""] = answer.headers["set-cookie"] ?? [];
	assert.match(cookie, /^hearth\.session=[\w.-]+; /);
	const attributes = ["HttpOnly", "Max-Age=34560000", "Path=/", "SameSite=Lax"];
	assert.deepEqual(cookie.split("; ").slice(1).sort(), attributes);
	const client = new ApiClient(world.url, 0, "", "", cookie.split(";")[0] ?? "");
	assert.equal((await client.get("/api/account")).body.user?.username, username);
}

function assertNoSession(answer: ApiResponse): void {
	assert.equal(answer.headers["set-cookie"], undefined);
}

test("an account without a second factor signs in with name and password, in one step", async () => {
	await assertSignedIn(await signIn(" ADA "));
	await assertSignedIn(await signIn("bob"), "bob");
	const refusals = [
		await signIn("ada", "wrong horse"),
		await signIn("nobody"),
		await signIn("a\u0000"),
		await signIn(""),
	];
	for (const answer of refusals) {
		assertRefused(answer, 401, "invalid_credentials");
		assert.equal(answer.text, refusals[0]?.text);
		assertNoSession(answer);
	}
	assertRefused(await signIn(1), 400, "invalid_request", "name");
	assertRefused(await world.guest().post("/api/sign-in", { name: "ada", password, x: 1 }), 400, "invalid_request", "x");
});

test("a user sets up an app with a picture or by typing, and it counts once a code of it was entered", async () => {
	const { status, body } = await ada.post(own);
	assert.equal(status, 201);
	const { uri = "", svg = "", secret = "" } = body;
	assert.match(
		uri,
		/^otpauth:\/\/totp\/Hearth:ada\?issuer=Hearth&secret=[A-Z2-7]{32}&algorithm=SHA1&digits=6&period=30$/,
	);
	assert.ok(uri.includes(secret));
	assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="[\d ]+"><rect fill="white"/);
	assert.deepEqual((await ada.get(own)).body, { confirmedAt: null, recoveryCodesLeft: 0 });
	assert.match((await ada.get("/api/account/reauthenticate")).text, /"code":false/);
	await assertSignedIn(await signIn("ada"));
	const proof = await ada.post("/api/account/reauthenticate", { code: codeOf(secret) });
	assertRefused(proof, 400, "invalid_request", "code");
	const { secret: other = "" } = (await ada.post(own)).body;
	assert.notEqual(other, secret);
	for (const wrong of [codeOf(secret), codeOf(other, 5), "", "12345", "1234567", "١٢٣٤٥٦", "x".repeat(100)])
		assertRefused(await ada.put(own, { code: wrong }), 400, "invalid_request", "code");
	const spaced = codeOf(other).replace(/(...)/, "$1 ");
	const { recoveryCodes = [] } = (await ada.put(own, { code: spaced })).body;
	assert.equal(new Set(recoveryCodes).size, 10);
	for (const code of recoveryCodes) assert.match(code, /^([a-z2-7]{4}-){5}[a-z2-7]{4}$/);
	const { confirmedAt, recoveryCodesLeft } = (await ada.get(own)).body;
	assert.ok(confirmedAt && Date.parse(confirmedAt) > Date.now() - 60_000);
	assert.equal(recoveryCodesLeft, 10);
	assertRefused(await ada.post(own), 409, "conflict");
	assertRefused(await ada.put(own, { code: codeOf(other, 1) }), 409, "conflict");
	assert.deepEqual((await bob.get(own)).body, { confirmedAt: null, recoveryCodesLeft: 0 });
});

test("signing in then needs a code: the password alone gives a ticket and no session", async () => {
	const { secret } = await setUp();
	const first = await signIn("ada");
	assert.equal(first.status, 200);
	assert.deepEqual(first.body, { next: ["totp", "recovery"], ticket: first.body.ticket });
	assertNoSession(first);
	assertRefused(await signIn("ada", "wrong horse"), 401, "invalid_credentials");
	const { ticket } = first.body;
	const wrong = await second({ ticket, code: codeOf(secret, 9) });
	assertRefused(wrong, 401, "invalid_credentials");
	assertNoSession(wrong);
	for (const unknown of ["", "x", ticket?.slice(1)])
		assertRefused(await second({ ticket: unknown, code: codeOf(secret) }), 410, "token_expired");
	await assertSignedIn(await second({ ticket, code: codeOf(secret) }));
	assertRefused(await second({ ticket, code: codeOf(secret, 1) }), 410, "token_expired");
	for (const body of [{}, { code: "1", recoveryCode: "2" }])
		assertRefused(await second({ ticket, ...body }), 400, "invalid_request", "code");
});

test("a step counts once, at sign-in, at reauthentication and when the app was set up, however many ask at once", async () => {
	const { secret = "" } = (await ada.post(own)).body;
	const code = codeOf(secret);
	assert.equal((await ada.put(own, { code })).status, 200);
	assertRefused(await second({ ticket: await ticketOf(), code }), 401, "invalid_credentials");
	assertRefused(await ada.post("/api/account/reauthenticate", { code }), 400, "invalid_request", "code");
	const next = codeOf(secret, 1);
	const tickets = await Promise.all(range(1, 4).map(() => ticketOf()));
	const answers = await Promise.all(tickets.map((ticket) => second({ ticket, code: next })));
	assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401, 401, 401]);
	assertRefused(await second({ ticket: await ticketOf(), code }), 401, "invalid_credentials");
});

test("a ticket has five tries, lasts five minutes, and belongs to its account and password", async () => {
	const { secret } = await setUp();
	const { secret: of = "" } = await setUp(bob);
	const ticket = await ticketOf();
	for (const _ of range(1, 5)) assertRefused(await second({ ticket, code: codeOf(of) }), 401, "invalid_credentials");
	assertRefused(await second({ ticket, code: codeOf(secret) }), 410, "token_expired");
	const flooded = await ticketOf();
	const answers = await Promise.all(range(1, 8).map(() => second({ ticket: flooded, code: codeOf(of) })));
	const expected = [401, 401, 401, 401, 401, 410, 410, 410];
	assert.deepEqual(answers.map(({ status }) => status).sort(), expected, "also at once");
	const old = await ticketOf();
	const [row] = await sql<{ minutes: number }[]>`
		select round(extract(epoch from max(expires_at) - now()) / 60)::int as minutes from sign_in_tickets`;
	assert.equal(row?.minutes, 5);
	await sql`update sign_in_tickets set expires_at = now()`;
	assertRefused(await second({ ticket: old, code: codeOf(secret) }), 410, "token_expired");
	for (const unknown of ["", "x", "\u0000", "x".repeat(200)])
		assertRefused(await second({ ticket: unknown, code: codeOf(secret) }), 410, "token_expired");
	const stale = await ticketOf();
	assert.equal((await sql`select 1 from sign_in_tickets where expires_at <= now()`).length, 0);
	const [{ hash = "" } = {}] = await sql<
		{ hash: string }[]
	>`select password_hash as hash from users where id = ${ada.id}`;
	await sql`update users set password_hash = 'another' where id = ${ada.id}`;
	assertRefused(await second({ ticket: stale, code: codeOf(secret) }), 410, "token_expired");
	await sql`update users set password_hash = ${hash} where id = ${ada.id}`;
});

test("a recovery code replaces a code once, however it is typed, and new ones replace all", async () => {
	const { recoveryCodes } = await setUp();
	const [one = "", two = "", three = ""] = recoveryCodes;
	assertRefused(
		await second({ ticket: await ticketOf(), recoveryCode: "aaaa-aaaa-aaaa-aaaa" }),
		401,
		"invalid_credentials",
	);
	await assertSignedIn(await second({ ticket: await ticketOf(), recoveryCode: one }));
	assertRefused(await second({ ticket: await ticketOf(), recoveryCode: one }), 401, "invalid_credentials");
	await assertSignedIn(
		await second({ ticket: await ticketOf(), recoveryCode: ` ${two.toUpperCase().replaceAll("-", "")} ` }),
	);
	assert.equal((await ada.get(own)).body.recoveryCodesLeft, 8);
	const tickets = await Promise.all(range(1, 4).map(() => ticketOf()));
	const answers = await Promise.all(tickets.map((ticket) => second({ ticket, recoveryCode: three })));
	assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401, 401, 401]);
	const renewed = await ada.post(codes);
	assert.equal(renewed.status, 201);
	assert.equal(renewed.body.recoveryCodes?.length, 10);
	assertRefused(await second({ ticket: await ticketOf(), recoveryCode: recoveryCodes[4] }), 401, "invalid_credentials");
	await assertSignedIn(await second({ ticket: await ticketOf(), recoveryCode: renewed.body.recoveryCodes?.[4] }));
	await Promise.all(range(1, 4).map(() => ada.post(codes)));
	assert.equal((await ada.get(own)).body.recoveryCodesLeft, 10, "also after four renewals at once");
	await setUp(bob);
	assertRefused(
		await second({ ticket: await ticketOf("bob"), recoveryCode: renewed.body.recoveryCodes?.[5] }),
		401,
		"invalid_credentials",
	);
});

test("the app, the codes and the tickets of another user stay when a user uses, renews, removes or sets up theirs", async () => {
	const { secret: of, recoveryCodes } = await setUp(bob);
	const { secret } = await setUp();
	await assertSignedIn(await second({ ticket: await ticketOf(), code: codeOf(secret) }));
	const ticket = await ticketOf("bob");
	assert.equal((await ada.post(codes)).status, 201);
	assert.equal((await ada.delete(own)).status, 204);
	assertRefused(await ada.post(codes), 409, "conflict");
	await assertSignedIn(await second({ ticket, code: codeOf(of) }), "bob");
	const recoveryCode = recoveryCodes[0];
	await assertSignedIn(await second({ ticket: await ticketOf("bob"), recoveryCode }), "bob");
	assert.equal((await bob.get(own)).body.recoveryCodesLeft, 9);
	await setUp();
});

test("a recovery code of 80 bits, as earlier versions made them, still works", async () => {
	await setUp();
	const hash = createHash("sha256").update("ABCDEFGHIJKLMNOP").digest();
	await sql`insert into recovery_codes (user_id, hash) values (${ada.id}, ${hash})`;
	const recoveryCode = "abcd-efgh-ijkl-mnop";
	await assertSignedIn(await second({ ticket: await ticketOf(), recoveryCode }));
	assertRefused(await second({ ticket: await ticketOf(), recoveryCode }), 401, "invalid_credentials");
});

test("every change of second factors needs a recent proof of identity, by the password or a code", async () => {
	const { secret } = await setUp();
	await sql`update sessions set reauthenticated_at = now() - interval '11 minutes'`;
	const calls = [
		() => ada.post(own),
		() => ada.put(own, { code: codeOf(secret) }),
		() => ada.delete(own),
		() => ada.post(codes),
	];
	for (const call of calls) assertRefused(await call(), 403, "reauthentication_required");
	assert.match((await ada.get("/api/account/reauthenticate")).text, /"code":true/);
	assert.match((await bob.get("/api/account/reauthenticate")).text, /"code":false/);
	assert.equal((await ada.get(own)).body.recoveryCodesLeft, 10);
	assertRefused(
		await bob.post("/api/account/reauthenticate", { code: codeOf(secret) }),
		400,
		"invalid_request",
		"code",
	);
	assert.equal((await ada.post("/api/account/reauthenticate", { code: codeOf(secret) })).status, 204);
	assert.equal((await ada.post(codes)).status, 201);
	assert.equal((await ada.delete(own)).status, 204);
	assert.equal((await ada.delete(own)).status, 204);
	assert.deepEqual((await ada.get(own)).body, { confirmedAt: null, recoveryCodesLeft: 0 });
	assertRefused(await ada.post(codes), 409, "conflict");
	await assertSignedIn(await signIn("ada"));
	for (const call of calls) assert.notEqual((await call()).status, 500);
});

test("a new password leaves second factors in place, and the operator removes them", async () => {
	await setUp();
	const token = /token=([\w-]{43})/.exec(await admin.reset("ada"))?.[1];
	const wanted = "another horse battery";
	const reset = await world.guest().post("/api/password/reset", { token, password: wanted });
	assert.deepEqual([reset.status, reset.body], [200, { username: "ada" }]);
	const waiting = (await signIn("ada", wanted)).body.ticket;
	assert.ok(waiting);
	ada = await world.signIn(ada);
	assert.equal(await admin.removeFactors("ADA"), "@ada signs in with the password alone.");
	assertRefused(await second({ ticket: waiting, code: "000000" }), 410, "token_expired");
	await assertSignedIn(await signIn("ada", wanted));
	const [entry] = await sql<{ action: string; subject: number; actor: number | null }[]>`
		select action, subject_id as subject, actor_id as actor from instance_audit_log order by id desc limit 1`;
	assert.deepEqual({ ...entry }, { action: "remove_factors", subject: ada.id, actor: null });
	await sql`update users set password_hash = ${await hashPassword(password, "here")}`;
});

test("changes are notified by e-mail, and so is a used recovery code", async () => {
	const mail = await MailServer.start();
	// The cookies of this test are those of a site without TLS.
	config.publicUrl = undefined;
	try {
		await sql`update users set email = 'ada@example.org', email_verified_at = now() where id = ${ada.id}`;
		const { recoveryCodes } = await setUp();
		assert.match((await mail.take("ada@example.org")).subject, /^Two-step verification is on /);
		await second({ ticket: await ticketOf(), recoveryCode: recoveryCodes[0] });
		const subjects: string[] = [];
		while (!subjects.some((subject) => subject.startsWith("A recovery code of your account")))
			subjects.push((await mail.take("ada@example.org")).subject);
		await ada.delete(own);
		assert.match((await mail.take("ada@example.org")).subject, /^Two-step verification is off /);
	} finally {
		config.mail = null;
		await mail.close();
	}
});

test("a secret is encrypted for its user, under the secret of the instance", async () => {
	const { secret } = await setUp();
	const [row] = await sql<{ sealed: Buffer }[]>`select secret as sealed from totp`;
	assert.ok(row);
	const plain = Buffer.from(Secret.fromBase32(secret).bytes);
	assert.equal(row.sealed.includes(plain), false);
	assert.deepEqual(unseal(row.sealed, ada.id), plain);
	assert.equal(unseal(row.sealed, bob.id), null);
	for (const at of [0, 13, row.sealed.length - 1]) {
		const spoiled: Buffer = Buffer.from(row.sealed);
		spoiled[at] = row.sealed.readUInt8(at) ^ 1;
		assert.equal(unseal(spoiled, ada.id), null);
	}
	for (const short of [0, 11, 12, 20, 27]) assert.equal(unseal(row.sealed.subarray(0, short), ada.id), null);
	assert.notDeepEqual(seal(plain, ada.id), seal(plain, ada.id));
	await sql`update totp set secret = ${Buffer.alloc(48)}`;
	assertRefused(await second({ ticket: await ticketOf(), code: codeOf(secret) }), 401, "invalid_credentials");
});

test("only the codes of this step and its neighbours count", () => {
	const bytes = Secret.fromBase32("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").bytes;
	const now = Math.floor(Date.now() / 30_000);
	const steps = [-2, -1, 0, 1, 2].map((n) => stepOf(bytes, codeOf("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", n)));
	// The test may begin at the end of a step.
	assert.ok(steps.slice(1, 4).filter((step) => step !== null && Math.abs(step - now) <= 2).length >= 2);
	assert.ok(steps[0] === null);
});

test("no session is made for an account that waits, whose password was changed, or that is no person's", async () => {
	const wanted = { userId: bob.id, userAgent: null, address: "", locale: "en", provedSecondFactor: true } as const;
	const create = () => sessions.create({ ...wanted, passwordHash: null });
	assert.equal(await sessions.create({ ...wanted, passwordHash: "another" }), null);
	const states = [
		[sql`awaits_approval = true`, sql`awaits_approval = false`],
		[sql`awaits_email = true`, sql`awaits_email = false`],
		[sql`kind = 'placeholder', password_hash = null`, sql`kind = 'person', password_hash = ${"none"}`],
	] as const;
	for (const [state, former] of states) {
		await sql`update users set ${state} where id = ${bob.id}`;
		assert.equal(await create(), null);
		await sql`update users set ${former} where id = ${bob.id}`;
		assert.ok(await create());
	}
});

test("no session is made for an account with a second factor that was not proved", async () => {
	await setUp();
	const [{ hash = "" } = {}] = await sql<
		{ hash: string }[]
	>`select password_hash as hash from users where id = ${ada.id}`;
	const wanted = { userId: ada.id, userAgent: null, address: "", locale: "en", passwordHash: hash } as const;
	assert.equal(await sessions.create({ ...wanted, provedSecondFactor: false }), null);
	assert.ok(await sessions.create({ ...wanted, provedSecondFactor: true }));
});
