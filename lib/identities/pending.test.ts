import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { Browser } from "@/test/support/browser";
import { actBefore, holdTransaction } from "@/test/support/held-transaction";
import {
	call,
	password,
	provider,
	registered,
	setUpProvider,
	signIn,
	usernameOf,
	withPassword,
} from "@/test/support/provider-sign-in";
import { repeatsOf } from "@/test/support/races";
import { exhaust } from "@/test/support/rate-limits";
import { userWithCredentials } from "../auth/nextauth-options";
import { config } from "../process/config";

setUpProvider();

test("the first sign-in chooses a username, and later ones lead straight to the page that was wanted", async () => {
	// Neither another address nor one that is not verified shows that this user has an account.
	await withPassword("bob", "bob@example.org");
	await withPassword("eve");
	await sql`update users set email = 'ada@example.org' where username = 'eve'`;
	const browser = new Browser();
	assert.equal(await signIn(browser, { callbackUrl: "/servers/1?a=b" }), "/register/finish");
	assert.equal(await usernameOf(browser), null);
	const { body } = await call(browser, "GET", "/api/sign-in/pending");
	assert.deepEqual(body.pending, {
		provider: { id: "oidc", name: "Club id" },
		username: "ada.l",
		displayName: "Ada Lovelace",
		email: "ada@example.org",
		hasAccount: false,
		callbackUrl: "/servers/1?a=b",
	});
	const made = await call(browser, "POST", "/api/sign-in/pending/register", { username: "ada" });
	assert.equal(made.status, 201);
	assert.equal(made.body.callbackUrl, "/servers/1?a=b");
	assert.deepEqual([made.body.user.displayName, made.body.user.emailVerified], ["Ada Lovelace", true]);
	assert.equal(await usernameOf(browser), "ada");
	assert.equal((await call(browser, "GET", "/api/sign-in/pending")).status, 410, "it served once");
	const later = new Browser();
	assert.equal(await signIn(later, { callbackUrl: "/inbox" }), "/inbox");
	assert.equal(await usernameOf(later), "ada");
});

test("an address of an account is not enough: its password links the identity, once", async () => {
	await withPassword("ada", "ada@example.org");
	// The same subject of another issuer is another identity.
	await sql`insert into identities (provider, subject, user_id) select 'https://other.example', '1', id from users`;
	const browser = new Browser();
	assert.equal(await signIn(browser, { callbackUrl: "/inbox" }), "/register/finish");
	assert.equal(await usernameOf(browser), null);
	assert.equal((await call(browser, "GET", "/api/sign-in/pending")).body.pending.hasAccount, true);
	const link = (by: Browser, name: string, typed: string) =>
		call(by, "POST", "/api/sign-in/pending/link", { name, password: typed });
	for (const [name, typed] of [
		["ada@example.org", "a wrong one"],
		["nobody", password],
		["", password],
	] as const)
		assert.deepEqual((await link(browser, name, typed)).status, 401);
	assert.equal((await link(new Browser(), "ada", password)).status, 410, "only with the provider's word");
	await sql`update users set suspended_at = now() where username = 'ada'`;
	const refused = await link(browser, "ada", password);
	assert.deepEqual([refused.status, refused.body.error.code], [403, "suspended"]);
	assert.equal((await call(browser, "GET", "/api/sign-in/pending")).status, 200, "it is linked to nobody");
	await sql`update users set suspended_at = null, awaits_approval = true where username = 'ada'`;
	assert.equal((await link(browser, "ada", password)).body.error.code, "awaiting_approval");
	const [own] = await sql<{ hash: string }[]>`
		update users set awaits_approval = false where username = 'ada' returning password_hash as hash`;
	const commit = await holdTransaction((tx) => tx`update users set password_hash = 'another' where username = 'ada'`);
	const late = await actBefore(commit, "for no key update", () => link(browser, "ada", password));
	assert.equal(late.status, 401, "the password was changed at the same moment");
	await sql`update users set password_hash = ${own?.hash ?? ""} where username = 'ada'`;
	assert.equal((await sql`select 1 from identities where provider <> 'https://other.example'`).length, 0);
	const linked = await link(browser, "Ada@example.org", password);
	assert.deepEqual([linked.status, linked.body], [200, { callbackUrl: "/inbox" }]);
	assert.equal(await usernameOf(browser), "ada");
	assert.equal((await link(browser, "ada", password)).status, 410);
	assert.equal(await signIn(new Browser()), "/", "the provider alone is enough now");
});

test("an address that the provider has not verified reveals no account and verifies nothing", async () => {
	await withPassword("ada", "ada@example.org");
	for (const verified of [false, undefined, "true", 1, null]) {
		provider.accounts.set("1", { email: "ada@example.org", email_verified: verified });
		const browser = new Browser();
		await signIn(browser);
		assert.equal((await call(browser, "GET", "/api/sign-in/pending")).body.pending.hasAccount, false);
	}
	const browser = new Browser();
	await signIn(browser);
	const { body } = await call(browser, "POST", "/api/sign-in/pending/register", { username: "other" });
	assert.deepEqual([body.user.email, body.user.emailVerified], ["ada@example.org", false]);
});

test("a separate account does not get the address of another one", async () => {
	await withPassword("ada", "ada@example.org");
	const browser = new Browser();
	await signIn(browser);
	const { status, body } = await call(browser, "POST", "/api/sign-in/pending/register", { username: "other" });
	assert.deepEqual([status, body.user.email], [201, null]);
});

test("a new account has a valid, free username, and registrations are limited", async () => {
	await withPassword("ada");
	provider.accounts.set("1", { preferred_username: "Ada", name: "Admin" });
	const browser = new Browser();
	await signIn(browser);
	const { body } = await call(browser, "GET", "/api/sign-in/pending");
	assert.deepEqual([body.pending.username, body.pending.displayName], ["ada2", null]);
	const register = (wanted: object) => call(browser, "POST", "/api/sign-in/pending/register", wanted);
	for (const [wanted, status] of [
		[{ username: "ada" }, 409],
		[{ username: "admin" }, 409],
		[{ username: "a" }, 400],
		[{ username: "a b" }, 400],
		[{ username: "new", email: "a@b.c" }, 400],
		[{ username: "new", displayName: "Admin" }, 400],
		[{}, 400],
	] as const)
		assert.equal((await register(wanted)).status, status, JSON.stringify(wanted));
	config.rateLimits = true;
	exhaust("registrations", "127.0.0.1");
	assert.equal((await register({ username: "new" })).status, 429);
	exhaust("signIns", "127.0.0.1");
	const proof = { name: "ada", password };
	assert.equal((await call(browser, "POST", "/api/sign-in/pending/link", proof)).status, 429);
	exhaust("providerSignIns", "127.0.0.1");
	assert.equal((await call(browser, "POST", "/api/sign-in/providers/oidc", {})).status, 429);
});

test("of concurrent registrations with one identity exactly one makes an account", async () => {
	for (let n = 0; n < repeatsOf(3); n++) {
		provider.user = `race${n}`;
		const browser = new Browser();
		assert.equal(await signIn(browser), "/register/finish");
		const all = await Promise.all(
			[1, 2, 3, 4].map((m) => call(browser, "POST", "/api/sign-in/pending/register", { username: `race${n}.${m}` })),
		);
		const statuses = all.map(({ status }) => status).sort();
		assert.equal(statuses.filter((status) => status === 201).length, 1, `${statuses}`);
		assert.ok(
			statuses.every((status) => [201, 409, 410].includes(status)),
			`${statuses}`,
		);
		const [row] = await sql<{ n: number }[]>`select count(*)::int as n from users where username like ${`race${n}.%`}`;
		assert.equal(row?.n, 1);
	}
});

test("the registration mode applies to users of a provider too, and a waiting account gets no session", async () => {
	await registered();
	provider.user = "2";
	const browser = new Browser();
	await signIn(browser);
	const apply = (extra: object = {}) =>
		call(browser, "POST", "/api/sign-in/pending/register", { username: "grace", ...extra });
	await sql`update instance set settings = '{"registration": "closed"}'`;
	assert.deepEqual((await apply()).body.error.code, "registration_closed");
	await sql`update instance set settings = '{"registration": "invite"}'`;
	assert.deepEqual((await apply({ code: "none" })).body.error.code, "invite_not_found");
	assert.equal((await sql`select 1 from users where username = 'grace'`).length, 0, "no account without its admission");
	await sql`update instance set settings = '{"registration": "approval", "proofOfWork": "high"}'`;
	const waiting = await apply();
	assert.deepEqual([waiting.status, waiting.body], [202, { awaits: ["approval"] }]);
	assert.equal(await usernameOf(browser), null);
	assert.equal(await signIn(browser), "/login?error=awaiting_approval&provider=oidc");
	assert.equal(await usernameOf(browser), null);
});

test("where passwords do not sign in, neither a password nor a registration with one makes a session", async () => {
	await withPassword("ada", "ada@example.org");
	config.signIn.password = false;
	await assert.rejects(userWithCredentials("ada", password, "here"), { code: "forbidden" });
	const refused = await call(new Browser(), "POST", "/api/account", { username: "new", password });
	assert.deepEqual([refused.status, refused.body.error.code], [403, "registration_closed"]);
	const browser = new Browser();
	assert.equal(await signIn(browser), "/register/finish");
	const linked = await call(browser, "POST", "/api/sign-in/pending/link", { name: "ada", password });
	assert.equal(linked.status, 200, "it still proves once whose account it is");
	assert.equal(await usernameOf(browser), "ada");
});

test("a placeholder and a deleted account are not signed in", async () => {
	await registered();
	for (const kind of ["placeholder", "deleted"]) {
		await sql`update users set kind = ${kind}`;
		const browser = new Browser();
		assert.equal(await signIn(browser), "/login?error=forbidden&provider=oidc");
		assert.equal(await usernameOf(browser), null);
	}
});

test("an account with a second factor gets a ticket through its provider, and no session", async () => {
	await registered();
	await sql`insert into totp (user_id, secret, confirmed_at) select id, '', now() from users`;
	const browser = new Browser();
	assert.match(await signIn(browser, { callbackUrl: "/inbox" }), /^\/login\?callbackUrl=%2Finbox#ticket=[\w-]{43}$/);
	assert.equal(await usernameOf(browser), null);
});
