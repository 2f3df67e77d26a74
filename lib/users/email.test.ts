import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { MailServer, tokenIn } from "@/test/support/mail-server";
import { waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { userWithCredentials } from "../auth/nextauth-options";
import { hashPassword } from "../auth/password";
import { config } from "../process/config";

let world: TestServer;
let mail: MailServer;
let ada: ApiClient;
let bob: ApiClient;
const password = "correct horse battery";

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
	await sql`update users set password_hash = ${await hashPassword(password, "here")}`;
	mail = await MailServer.start();
	config.publicUrl = undefined;
});
after(async () => {
	await world.close();
	await mail.close();
});
beforeEach(async () => {
	await sql`update users set email = null, email_verified_at = null, pending_email = null`;
	await waitUntil(
		"no e-mail is on its way",
		async () => (await sql`select 1 from jobs where failed_at is null`).length === 0,
	);
	await sql`truncate email_tokens, jobs`;
	mail.received.splice(0);
});

const change = (email: unknown, by = ada, given: unknown = password) =>
	by.put("/api/account/email", { email, password: given });
const verify = (token: string) => world.guest().post("/api/account/email/verify", { token });
const state = async (of = ada) => {
	const { email, emailVerified, pendingEmail } = (await of.get("/api/account")).body.user ?? {};
	return { email, emailVerified, pendingEmail };
};
async function verified(by: ApiClient, email: string): Promise<void> {
	assert.equal((await change(email, by)).status, 202);
	assert.equal((await verify(tokenIn(await mail.take(email)))).status, 200);
}

test("an address counts when its link is opened, once, and signs its user in from then on", async () => {
	const socket = await ada.connect();
	const answer = await change("ADA@Example.org");
	assert.equal(answer.status, 202, answer.text);
	assert.deepEqual(await state(), { email: null, emailVerified: false, pendingEmail: "ada@example.org" });
	assert.equal(await userWithCredentials("ada@example.org", password, "::1"), null);
	const email = await mail.take("ada@example.org");
	assert.match(email.text, /^http:\/\/localhost:\d+\/verify-email#token=/m);
	const { status, body } = await verify(tokenIn(email));
	assert.deepEqual([status, body], [200, { username: "ada", email: "ada@example.org" }]);
	await socket.waitFor("account", ({ user }) => user.emailVerified);
	assert.deepEqual(await state(), { email: "ada@example.org", emailVerified: true, pendingEmail: null });
	assert.equal((await userWithCredentials("ADA@example.org ", password, "::1"))?.name, "ada");
	assertRefused(await verify(tokenIn(email)), 410, "token_expired");
	socket.close();
});

test("a verified address stays until the new one is verified, and is notified of the change", async () => {
	await verified(ada, "ada@example.org");
	await change("new@example.org");
	await waitUntil("both e-mails are sent", () => mail.received.length === 2);
	const notice = mail.received.find(({ to }) => to.includes("ada@example.org"));
	assert.match(notice?.subject ?? "", /is being changed$/);
	assert.doesNotMatch(notice?.text ?? "", /token=|new@example\.org/);
	assert.equal((await state()).email, "ada@example.org");
	const untouched = { email: null, emailVerified: false, pendingEmail: null };
	assert.deepEqual(await state(bob), untouched);
	const token = tokenIn(await mail.take("new@example.org"));
	await verify(token);
	assert.deepEqual(await state(), { email: "new@example.org", emailVerified: true, pendingEmail: null });
	assert.deepEqual(await state(bob), untouched);
	assert.equal(await userWithCredentials("ada@example.org", password, "::1"), null);
});

test("a taken address gets the same answer as a free one; only the e-mail says that it is taken", async () => {
	await verified(bob, "bob@example.org");
	const [free, taken] = [await change("free@example.org"), await change("bob@example.org")];
	assert.equal(taken.status, 202);
	assert.equal(taken.text.replaceAll("bob@", "free@"), free.text);
	const email = await mail.take("bob@example.org");
	assert.match(email.text, /already belongs to the account @bob/);
	assert.equal(tokenIn(email), "");
});

test("of two accounts that want an address the first to open its link gets it", async () => {
	await change("shared@example.org");
	const first = tokenIn(await mail.take("shared@example.org"));
	await change("shared@example.org", bob);
	const second = tokenIn(await mail.take("shared@example.org"));
	const answers = await Promise.all([verify(first), verify(second)]);
	assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 410]);
	assert.deepEqual([(await state()).emailVerified, (await state(bob)).emailVerified].sort(), [false, true]);
});

test("a further change replaces the link before it, and the own address cancels it", async () => {
	await verified(ada, "ada@example.org");
	await change("one@example.org");
	const one = tokenIn(await mail.take("one@example.org"));
	await change("two@example.org");
	const earlier = tokenIn(await mail.take("two@example.org"));
	await change("two@example.org");
	const two = tokenIn(await mail.take("two@example.org"));
	for (const replaced of [one, earlier]) assertRefused(await verify(replaced), 410, "token_expired");
	await sql`update users set pending_email = 'three@example.org' where id = ${ada.id}`;
	assertRefused(await verify(two), 410, "token_expired");
	await sql`update users set pending_email = 'two@example.org' where id = ${ada.id}`;
	assert.equal((await change("ada@example.org")).status, 202);
	assert.deepEqual(await state(), { email: "ada@example.org", emailVerified: true, pendingEmail: null });
	assertRefused(await verify(two), 410, "token_expired");
});

test("the link is sent once more, to the address that waits for it alone", async () => {
	await change("ada@example.org");
	await mail.take("ada@example.org");
	assert.equal((await ada.post("/api/account/email/resend")).status, 202);
	await verify(tokenIn(await mail.take("ada@example.org")));
	assert.equal((await ada.post("/api/account/email/resend")).status, 202);
	assert.equal((await sql`select 1 from jobs`).length, 0);
	assertRefused(await ada.post("/api/account/email/resend", { email: "x@example.org" }), 400, "invalid_request");
	// As after a registration: the account has the address, not verified.
	await sql`update users set email = 'bob@example.org' where id = ${bob.id}`;
	await change("bob@example.org", bob);
	await verify(tokenIn(await mail.take("bob@example.org")));
	assert.equal((await state(bob)).emailVerified, true);
});

test("a change whose password is changed meanwhile is refused, and sends nothing", async () => {
	const [row] = await sql<{ hash: string }[]>`select password_hash as hash from users where id = ${ada.id}`;
	const commit = await holdTransaction((tx) => tx`update users set password_hash = 'changed' where id = ${ada.id}`);
	const changing = change("ada@example.org");
	await waitsFor("for no key update");
	await commit();
	assertRefused(await changing, 400, "invalid_request", "password");
	assert.equal((await state()).pendingEmail, null);
	assert.equal((await sql`select 1 from jobs`).length, 0);
	await sql`update users set password_hash = ${row?.hash ?? ""} where id = ${ada.id}`;
});

test("a change needs a session, the password and an address that can be written to", async () => {
	for (const bad of [
		"",
		"x",
		"a@b",
		"a b@c.de",
		"a@example.org\r\nBcc: b@c.de",
		"a(comment)@example.org",
		`${"a".repeat(250)}@b.de`,
		1,
		null,
	])
		assertRefused(await change(bad), 400, "invalid_request", "email");
	for (const bad of ["", "wrong", "\u0000", 1])
		assertRefused(await change("ada@example.org", ada, bad), 400, "invalid_request", "password");
	await sql`update sessions set reauthenticated_at = null`;
	assertRefused(await ada.put("/api/account/email", { email: "ada@example.org" }), 403, "reauthentication_required");
	assertRefused(await world.guest().put("/api/account/email", {}), 401, "unauthenticated");
	assertRefused(await world.guest().post("/api/account/email/resend"), 401, "unauthenticated");
	for (const bad of ["", "x", "\u0000", "x".repeat(200)]) assertRefused(await verify(bad), 410, "token_expired");
	assert.deepEqual(mail.received, []);
});

test("an account without a password sets its address after a recent proof of identity", async () => {
	await sql`update users set password_hash = null where id = ${ada.id}`;
	await sql`update sessions set reauthenticated_at = now()`;
	const { status, body } = await ada.put("/api/account/email", { email: "ada@example.org" });
	assert.deepEqual([status, body.user?.pendingEmail], [202, "ada@example.org"]);
	await sql`update users set password_hash = ${await hashPassword(password, "here")} where id = ${ada.id}`;
});

test("an address given at registration is verified by e-mail, with the same response if it is taken", async () => {
	await verified(bob, "bob@example.org");
	const register = (username: string, email?: string) =>
		world.guest().post("/api/account", { username, password, email });
	// Nobody's address is taken for the first account, which is an administrator's and shows more.
	await register("first");
	const [free, taken] = [await register("carol", "carol@example.org"), await register("dora", "bob@example.org")];
	assert.deepEqual([free.status, taken.status], [201, 201]);
	assert.deepEqual(Object.keys(free.body.user ?? {}), Object.keys(taken.body.user ?? {}));
	assert.equal(taken.body.user?.emailVerified, false);
	await waitUntil("both e-mails are sent", () => mail.received.length === 2);
	const [toTaken, toFree] = ["bob@example.org", "carol@example.org"].map((to) =>
		mail.received.find((email) => email.to.includes(to)),
	);
	assert.match(toTaken?.text ?? "", /already belongs/);
	assert.equal((await verify(tokenIn(toFree ?? { text: "" }))).status, 200);
	assert.equal((await userWithCredentials("carol@example.org", password, "::1"))?.name, "carol");
	assert.equal((await userWithCredentials("bob@example.org", password, "::1"))?.name, "bob");
});

test("without a mail server an address cannot be changed", async () => {
	const { mail: settings } = config;
	config.mail = null;
	assertRefused(await change("ada@example.org"), 403, "forbidden");
	assertRefused(await ada.post("/api/account/email/resend"), 403, "forbidden");
	config.mail = settings;
});
