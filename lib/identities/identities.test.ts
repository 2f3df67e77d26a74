import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { Browser } from "@/test/support/browser";
import {
	call,
	password,
	provider,
	registered,
	reset,
	setUpProvider,
	signIn,
	toCallback,
	usernameOf,
	withPassword,
	world,
} from "@/test/support/provider-sign-in";
import { repeatsOf } from "@/test/support/races";
import { exhaust } from "@/test/support/rate-limits";
import { config } from "../process/config";

setUpProvider();

async function startLink(browser: Browser): Promise<string> {
	const { status, body } = await call(browser, "POST", "/api/account/identities", { provider: "oidc" });
	assert.equal(status, 200, JSON.stringify(body));
	return body.url;
}

test("a user links an identity in their own session, and no other session receives it", async () => {
	const ada = await withPassword("ada");
	const bob = await withPassword("bob");
	assert.equal((await call(new Browser(), "POST", "/api/account/identities", { provider: "oidc" })).status, 401);
	for (const body of [{ provider: "x" }, {}, { provider: 1 }, { provider: "oidc", a: 1 }])
		assert.equal((await call(ada, "POST", "/api/account/identities", body)).status, 400);
	const back = await toCallback(ada, await startLink(ada));
	// Bob signs in with the same browser before the answer comes.
	const swapped = new Browser();
	for (const [name, value] of ada.jarOf(world.url)) swapped.jarOf(world.url).set(name, value);
	swapped.jarOf(world.url).set("hearth.session", bob.jarOf(world.url).get("hearth.session") ?? "");
	const refused = `${world.url}/settings/account?error=sign_in_expired&provider=oidc`;
	assert.equal(await swapped.open(back), refused);
	assert.equal(await ada.open(await startLink(ada)), `${world.url}/settings/account`);
	const { body } = await call(ada, "GET", "/api/account/identities");
	assert.equal(body.hasPassword, true);
	assert.deepEqual(body.providers, [{ id: "oidc", name: "Club id" }]);
	assert.equal(body.identities.length, 1);
	const { provider: by, email, issuer } = body.identities[0];
	assert.deepEqual([by, email, issuer], [{ id: "oidc", name: "Club id" }, "ada@example.org", provider.issuer]);
	assert.equal(await ada.open(await startLink(ada)), `${world.url}/settings/account`, "linking again changes nothing");
	// The same subject at another provider is another identity.
	await sql`insert into identities (provider, subject, user_id) select 'https://gone.example', '1', id from users
		where username = 'bob'`;
	assert.match(await bob.open(await startLink(bob)), /error=identity_taken/);
	provider.user = "2";
	const other = new Browser();
	other.jarOf(world.url).set("hearth.session", ada.jarOf(world.url).get("hearth.session") ?? "");
	assert.match(await other.open(await startLink(other)), /error=identity_taken/, "one of each provider");
	const signedIn = new Browser();
	provider.user = "1";
	await signIn(signedIn);
	assert.equal(await usernameOf(signedIn), "ada");
	// A sign-in that began without linking links nothing, whoever is signed in.
	provider.user = "3";
	const elsewhere = new Browser();
	elsewhere.jarOf(world.url).set("hearth.session", bob.jarOf(world.url).get("hearth.session") ?? "");
	assert.equal(await signIn(elsewhere), "/register/finish");
	assert.equal((await call(bob, "GET", "/api/account/identities")).body.identities.length, 1);
	// Nor does a subject of another provider sign anybody in.
	await sql`delete from identities where provider = ${provider.issuer}`;
	provider.user = "1";
	assert.equal(await signIn(new Browser()), "/register/finish");
});

test("linking and unlinking need a recent authentication", async () => {
	const ada = await withPassword("ada");
	await ada.open(await startLink(ada));
	const [{ id }] = (await call(ada, "GET", "/api/account/identities")).body.identities;
	await sql`update sessions set reauthenticated_at = now() - interval '11 minutes'`;
	for (const [method, path, body] of [
		["POST", "/api/account/identities", { provider: "oidc" }],
		["DELETE", `/api/account/identities/${id}`, undefined],
	] as const) {
		const refused = await call(ada, method, path, body);
		assert.deepEqual([refused.status, refused.body.error.code], [403, "reauthentication_required"]);
	}
});

test("an account without a password proves itself at its provider, anew and in the session that began it", async () => {
	const ada = await registered();
	const bob = await withPassword("bob");
	const ways = async (by: Browser) => (await call(by, "GET", "/api/account/reauthenticate")).body;
	const oidc = { id: "oidc", name: "Club id" };
	assert.deepEqual(await ways(ada), { password: false, code: false, passkey: false, providers: [oidc] });
	assert.deepEqual(await ways(bob), { password: true, code: false, passkey: false, providers: [] });
	const page = "/admin/people?q=a";
	const start = async (by: Browser): Promise<string> => {
		const path = "/api/account/reauthenticate/providers/oidc";
		const { status, body } = await call(by, "POST", path, { callbackUrl: page });
		assert.equal(status, 200, JSON.stringify(body));
		return body.url;
	};
	const isProved = async (by: Browser) => (await call(by, "DELETE", "/api/account/totp")).status === 204;
	const forget = () => sql`update sessions set reauthenticated_at = null`;
	await forget();
	assert.equal(await isProved(ada), false);
	assert.equal(await ada.open(await start(ada)), world.url + page);
	assert.equal(provider.begun.at(-1)?.get("max_age"), "0");
	assert.equal(await isProved(ada), true);
	await forget();
	const failed = async (by: Browser, reason: string, url?: string) => {
		assert.equal(await by.open(url ?? (await start(by))), `${world.url}${page}&error=${reason}&provider=oidc`);
		assert.deepEqual([await isProved(ada), await isProved(bob)], [false, false], reason);
	};
	await failed(bob, "another_identity");
	provider.user = "2";
	provider.accounts.set("2", {});
	const freshAda = new Browser();
	for (const [name, value] of ada.jarOf(world.url)) freshAda.jarOf(world.url).set(name, value);
	await failed(freshAda, "another_identity");
	provider.user = "1";
	const back = await toCallback(ada, await start(ada));
	const swapped = new Browser();
	for (const [name, value] of ada.jarOf(world.url)) swapped.jarOf(world.url).set(name, value);
	swapped.jarOf(world.url).set("hearth.session", bob.jarOf(world.url).get("hearth.session") ?? "");
	await failed(swapped, "sign_in_expired", back);
	provider.tamper = ({ header, payload }) => ({ header, payload: { ...payload, auth_time: Date.now() / 1000 - 600 } });
	await failed(ada, "provider_failed");
	provider.tamper = null;
	const prove = (by: Browser, id: string) => call(by, "POST", `/api/account/reauthenticate/providers/${id}`);
	assert.equal((await prove(ada, "github")).status, 404);
	assert.equal((await prove(new Browser(), "oidc")).status, 401);
	const signedIn = new Browser();
	assert.equal(await signIn(signedIn), "/");
	assert.equal(await isProved(ada), false, "a sign-in proves nothing in another session");
});

test("an identity of another user is absent, byte for byte as an id that was never given", async () => {
	const ada = await withPassword("ada");
	const bob = await withPassword("bob");
	await ada.open(await startLink(ada));
	const [{ id }] = (await call(ada, "GET", "/api/account/identities")).body.identities;
	const never = await call(bob, "DELETE", "/api/account/identities/999999999");
	assert.deepEqual(await call(bob, "DELETE", `/api/account/identities/${id}`), never);
	assert.deepEqual([never.status, never.body.error.code], [404, "identity_not_found"]);
	for (const odd of ["0", "01", "x", "-1"])
		assert.deepEqual(await call(bob, "DELETE", `/api/account/identities/${odd}`), never);
	config.rateLimits = true;
	const [row] = await sql<{ id: number }[]>`select id from users where username = 'bob'`;
	exhaust("identityChanges", row?.id ?? 0);
	assert.equal((await call(bob, "DELETE", "/api/account/identities/1")).status, 429);
});

test("the last way in stays, also while the others are removed at the same time", async () => {
	for (let n = 0; n < repeatsOf(4); n++) {
		await reset();
		await withPassword("bob");
		await sql`insert into identities (provider, subject, user_id) select ${provider.issuer}, '2', id from users`;
		const ada = await registered();
		await sql`insert into identities (provider, subject, user_id) select 'https://gone.example', 'x', id from users
			where username = 'ada'`;
		const [own, gone] = (await call(ada, "GET", "/api/account/identities")).body.identities;
		assert.equal(gone.provider, null);
		const last = await call(ada, "DELETE", `/api/account/identities/${own.id}`);
		assert.deepEqual([last.status, last.body.error.code], [409, "last_sign_in_method"], "the other lets nobody in");
		config.signIn.providers.push({
			...(config.signIn.providers[0] as (typeof config.signIn.providers)[0]),
			id: "oidc-2",
			issuer: "https://gone.example",
		});
		const both = await Promise.all([own, gone].map(({ id }) => call(ada, "DELETE", `/api/account/identities/${id}`)));
		assert.deepEqual(both.map(({ status }) => status).sort(), [204, 409]);
		assert.equal((await call(ada, "GET", "/api/account/identities")).body.identities.length, 1);
	}
});

test("an account without a password sets one after a recent authentication, and may then unlink the rest", async () => {
	await withPassword("bob");
	const ada = await registered();
	assert.equal((await call(ada, "GET", "/api/account/identities")).body.hasPassword, false);
	const set = (body: object) => call(ada, "PUT", "/api/account/password", body);
	assert.equal((await set({ current: "x", next: password })).status, 400);
	await sql`update sessions set reauthenticated_at = now() - interval '11 minutes'`;
	assert.equal((await set({ next: password })).body.error.code, "reauthentication_required");
	await sql`update sessions set reauthenticated_at = now()`;
	await sql`insert into users (username, display_name) values ('eve', 'eve')`;
	assert.equal((await set({ next: password })).status, 204);
	const without = await sql`select username from users where password_hash is null`;
	assert.deepEqual([...without], [{ username: "eve" }], "others stay without one");
	const again = await set({ next: "another horse battery" });
	assert.deepEqual([again.status, again.body.error.fields], [400, { current: "This is not your password." }]);
	const [{ id }] = (await call(ada, "GET", "/api/account/identities")).body.identities;
	config.signIn.password = false;
	assert.equal((await call(ada, "DELETE", `/api/account/identities/${id}`)).status, 409, "it would let nobody in");
	config.signIn.password = true;
	assert.equal((await call(ada, "DELETE", `/api/account/identities/${id}`)).status, 204);
});
