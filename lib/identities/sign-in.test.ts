import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { sql } from "@/db";
import { Browser } from "@/test/support/browser";
import { GitHubServer } from "@/test/support/github-server";
import { clientOf, OidcServer, type Token } from "@/test/support/oidc-server";
import { repeatsOf } from "@/test/support/races";
import { exhaust } from "@/test/support/rate-limits";
import { TestServer } from "@/test/support/test-server";
import { userWithCredentials } from "../auth/nextauth-options";
import { hashPassword } from "../auth/password";
import { config } from "../process/config";

let world: TestServer;
let provider: OidcServer;

before(async () => {
	process.env.AUTH_TRUST_HOST = "1";
	world = await TestServer.open();
	config.publicUrl = world.url;
	provider = await OidcServer.start(["oidc", "google"].map((id) => `${world.url}/api/auth/callback/${id}`));
	await reset();
});
after(async () => {
	await provider.close();
	await world.close();
});
afterEach(reset);

async function reset(): Promise<void> {
	const { issuer } = provider;
	const scopes = "openid profile email";
	config.signIn = {
		password: true,
		providers: [{ id: "oidc", kind: "oidc", name: "Club id", issuer, scopes, ...clientOf }],
	};
	config.rateLimits = false;
	provider.tamper = null;
	provider.user = "1";
	provider.replaced.clear();
	provider.begun.splice(0);
	provider.accounts.clear();
	provider.accounts.set("1", {
		name: "Ada Lovelace",
		preferred_username: "Ada.L",
		email: "Ada@example.org",
		email_verified: true,
	});
	await sql`update instance set first_user_id = null, settings = '{}'`;
	await sql`delete from users`;
}

async function begin(browser: Browser, body: object = {}, id = "oidc"): Promise<string> {
	const response = await browser.send(`${world.url}/api/sign-in/providers/${id}`, { method: "POST", body });
	const text = await response.text();
	assert.equal(response.status, 200, text);
	return JSON.parse(text).url;
}

/** The address with which the provider sends the browser back. */
const toCallback = async (browser: Browser, url: string) => browser.open(url, `${world.url}/api/auth/callback/`);

/** Begins, signs in at the provider and comes back; the path of the page that is shown then. */
async function signIn(browser: Browser, body: object = {}): Promise<string> {
	const at = await browser.open(await begin(browser, body));
	assert.equal(new URL(at).origin, world.url);
	return at.slice(world.url.length);
}

async function call(browser: Browser, method: string, path: string, body?: unknown) {
	const response = await browser.send(world.url + path, { method, ...(body !== undefined && { body }) });
	const text = await response.text();
	return { status: response.status, body: text ? JSON.parse(text) : null };
}

const whoIs = async (browser: Browser): Promise<string | null> =>
	(await call(browser, "GET", "/api/account")).body.user?.username ?? null;

async function registered(): Promise<Browser> {
	const browser = new Browser();
	assert.equal(await signIn(browser), "/register/finish");
	const { status } = await call(browser, "POST", "/api/sign-in/pending/register", { username: "ada" });
	assert.equal(status, 201);
	return browser;
}

test("the first sign-in chooses a username, and later ones lead straight to the page that was wanted", async () => {
	const browser = new Browser();
	assert.equal(await signIn(browser, { callbackUrl: "/servers/1?a=b" }), "/register/finish");
	assert.equal(await whoIs(browser), null);
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
	assert.equal(await whoIs(browser), "ada");
	assert.equal((await call(browser, "GET", "/api/sign-in/pending")).status, 410, "it served once");
	const later = new Browser();
	assert.equal(await signIn(later, { callbackUrl: "/inbox" }), "/inbox");
	assert.equal(await whoIs(later), "ada");
});

test("the request to the provider has a challenge, a state and a nonce, each of them new", async () => {
	for (let n = 0; n < 2; n++) {
		const browser = new Browser();
		await toCallback(browser, await begin(browser));
	}
	for (const name of ["state", "nonce", "code_challenge"]) {
		const values = provider.begun.map((query) => query.get(name));
		assert.equal(new Set(values).size, 2, `${name}: ${values}`);
		assert.ok(values.every((value) => (value?.length ?? 0) >= 43));
	}
	assert.deepEqual(
		provider.begun.map((query) => query.get("code_challenge_method")),
		["S256", "S256"],
	);
});

test("an answer with another state, or in another browser, signs nobody in", async () => {
	await registered();
	const browser = new Browser();
	const back = new URL(await toCallback(browser, await begin(browser)));
	const other = new URL(back);
	other.searchParams.set("state", `${back.searchParams.get("state")}x`);
	const stranger = new Browser();
	for (const [by, url] of [
		[stranger, back],
		[browser, other],
	] as const) {
		assert.equal(await by.open(url.href), `${world.url}/login?error=sign_in_expired&provider=oidc`);
		assert.equal(await whoIs(by), null);
	}
});

test("cookies of another flow, or none, sign nobody in", async () => {
	await registered();
	for (const name of ["hearth.state", "hearth.pkce", "hearth.nonce", "hearth.flow"])
		for (const value of ["another", "none", "broken"]) {
			const browser = new Browser();
			const another = new Browser();
			const back = await toCallback(browser, await begin(browser));
			await begin(another);
			const jar = browser.jarOf(world.url);
			assert.ok(jar.has(name));
			if (value === "none") jar.delete(name);
			else jar.set(name, value === "broken" ? "x.y.z" : (another.jarOf(world.url).get(name) ?? ""));
			const at = await browser.open(back);
			assert.match(at, /\/login\?error=(sign_in_expired|provider_failed)&provider=oidc$/, `${name} ${value}`);
			assert.equal(await whoIs(browser), null);
		}
});

test("an answer serves once, also for a browser that has kept its cookies", async () => {
	await registered();
	const browser = new Browser();
	const back = await toCallback(browser, await begin(browser));
	const kept = new Map(browser.jarOf(world.url));
	assert.equal(await browser.open(back), `${world.url}/`);
	assert.match(await browser.open(back), /login\?error=sign_in_expired/);
	const again = new Browser();
	for (const [name, value] of kept) again.jarOf(world.url).set(name, value);
	assert.match(await again.open(back), /login\?error=provider_failed/);
	assert.equal(await whoIs(again), null);
});

const now = () => Math.floor(Date.now() / 1000);
const changed = (payload: object) => (token: Token) => ({ ...token, payload: { ...token.payload, ...payload } });
const spoiled: Record<string, (token: Token) => Token> = {
	"another issuer": changed({ iss: "https://evil.example" }),
	"another audience": changed({ aud: "another-client" }),
	"several audiences without ours": changed({ aud: ["a", "b"] }),
	"another authorized party": changed({ aud: ["hearth", "b"], azp: "b" }),
	"another nonce": changed({ nonce: "x".repeat(43) }),
	"no nonce": ({ header, payload: { nonce, ...payload } }) => ({ header, payload }),
	"an end more than 60 s ago": (token) => changed({ iat: now() - 600, exp: now() - 90 })(token),
	"a begin more than 60 s ahead": (token) => changed({ nbf: now() + 90, iat: now() + 90 })(token),
	"no subject": changed({ sub: "" }),
	"a subject that is no text": changed({ sub: { a: 1 } }),
	"a subject with NUL": changed({ sub: "1\u0000" }),
	"no signature": ({ payload }) => ({ header: { alg: "none" }, payload }),
	"a key that the provider does not have": ({ header, payload }) => ({ header: { ...header, kid: "other" }, payload }),
};

test("an id token is refused unless issuer, audience, nonce, times, subject and signature are right", async () => {
	await registered();
	for (const [fault, tamper] of Object.entries(spoiled)) {
		provider.tamper = tamper;
		const browser = new Browser();
		assert.equal(await signIn(browser), "/login?error=provider_failed&provider=oidc", fault);
		assert.equal(await whoIs(browser), null, fault);
	}
	provider.tamper = changed({ exp: now() - 30, iat: now() - 600 });
	assert.equal(await signIn(new Browser()), "/", "clocks may differ by 60 s");
});

test("the sign-in page shows an error for a provider that is down, names another issuer or sends nonsense", async () => {
	await registered();
	const path = "/.well-known/openid-configuration";
	const document = await (await fetch(provider.issuer + path)).json();
	const answers: Record<string, [string, (response: import("node:http").ServerResponse) => void]> = {
		"an error": [path, (response) => response.writeHead(503).end("down")],
		"no answer": [path, (response) => response.destroy()],
		"a page": [path, (response) => response.writeHead(200, { "content-type": "text/html" }).end("<h1>Welcome")],
		"an empty document": [path, (response) => response.end("{}")],
		"a list": [path, (response) => response.end("[]")],
	};
	for (const [fault, [replaced, answer]] of Object.entries(answers)) {
		provider.replaced.set(replaced, (_, response) => answer(response));
		const begun = await call(new Browser(), "POST", "/api/sign-in/providers/oidc", {});
		assert.deepEqual([begun.status, begun.body.error?.code], [503, "provider_unavailable"], fault);
		provider.replaced.clear();
		// The same after the user has come back.
		const browser = new Browser();
		const back = await toCallback(browser, await begin(browser));
		provider.replaced.set(replaced, (_, response) => answer(response));
		assert.match(await browser.open(back), /\/login\?error=provider_(unavailable|failed)&provider=oidc$/, fault);
		assert.equal(await whoIs(browser), null);
		provider.replaced.clear();
	}
	const tokens: Record<string, (response: import("node:http").ServerResponse) => void> = {
		"an error": (response) => response.writeHead(500).end("oops"),
		"no answer": (response) => response.destroy(),
		"a page": (response) => response.end("<h1>Welcome"),
		"no id token": (response) => response.end('{"access_token":"a","token_type":"bearer"}'),
		"an id token that is none": (response) => response.end('{"id_token":"x","access_token":"a","token_type":"bearer"}'),
		null: (response) => response.end("null"),
	};
	for (const [fault, answer] of Object.entries(tokens)) {
		provider.replaced.set("/token", (_, response) => answer(response.setHeader("content-type", "application/json")));
		assert.equal(await signIn(new Browser()), "/login?error=provider_failed&provider=oidc", fault);
	}
	provider.replaced.clear();
	const browser = new Browser();
	const back = await toCallback(browser, await begin(browser));
	provider.replaced.set(path, (_, response) =>
		response.end(JSON.stringify({ ...document, issuer: "https://evil.example" })),
	);
	assert.equal(await browser.open(back), `${world.url}/login?error=provider_failed&provider=oidc`);
});

test("every answer of a provider, valid or not, leads to a page of this site", async () => {
	await registered();
	const addresses = [
		"?",
		"?error=access_denied",
		"?code=1&code=2",
		"?error=%0d%0aLocation:%20https://evil.example",
		"?code=%00&state=%00",
		`?code=${"x".repeat(3000)}&state=y`,
		"?callbackUrl=https://evil.example",
	];
	for (const address of addresses) {
		const response = await new Browser().send(`${world.url}/api/auth/callback/oidc${address}`);
		assert.ok([302, 400].includes(response.status), `${address}: ${response.status}`);
		const location = response.headers.get("location");
		if (location) assert.match(location, /^\/login\?error=sign_in_expired&provider=oidc$/);
	}
	const browser = new Browser();
	const back = new URL(await toCallback(browser, await begin(browser, { callbackUrl: "//evil.example/x" })));
	back.searchParams.delete("code");
	back.searchParams.set("error", "access_denied");
	assert.equal(await browser.open(back.href), `${world.url}/login?error=provider_denied&provider=oidc`);
	for (const callbackUrl of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
		const at = await signIn(new Browser(), { callbackUrl });
		assert.match(at, /^\/(?!\/)/);
		assert.ok(!at.includes("javascript"));
	}
	// A token in the address, as of the implicit flow, counts for nothing.
	const other = new Browser();
	const answer = new URL(await toCallback(other, await begin(other)));
	answer.searchParams.delete("code");
	answer.searchParams.set("id_token", "a.b.c");
	assert.match(await other.open(answer.href), /error=provider_failed/);
});

test("only providers that are set exist, each at its own address", async () => {
	const browser = new Browser();
	for (const id of ["google", "github", "oidc-2", "credentials", "__proto__", "OIDC"]) {
		assert.equal((await call(browser, "POST", `/api/sign-in/providers/${id}`, {})).status, 404, id);
		if (id !== "credentials") assert.equal((await call(browser, "GET", `/api/auth/callback/${id}`)).status, 404, id);
	}
	assert.equal((await call(browser, "POST", "/api/auth/callback/oidc", {})).status, 405);
	const { body } = await call(browser, "GET", "/api/sign-in/providers");
	assert.deepEqual(body, { password: true, providers: [{ id: "oidc", name: "Club id" }] });
	const back = await toCallback(browser, await begin(browser));
	config.signIn.providers = [];
	assert.equal((await call(browser, "GET", back.slice(world.url.length))).status, 404, "it was removed meanwhile");
});

const password = "correct horse battery";
async function withPassword(username: string, email: string | null = null): Promise<Browser> {
	await sql`insert into users (username, display_name, password_hash, email, email_verified_at) values
		(${username}, ${username}, ${await hashPassword(password, "here")}, ${email}, ${email && new Date()})`;
	const [row] = await sql<{ id: number }[]>`select id from users where username = ${username}`;
	const { cookie } = await world.signIn({ id: row?.id ?? 0, username });
	const browser = new Browser();
	const [name = "", value = ""] = cookie.split("=");
	browser.jarOf(world.url).set(name, value);
	return browser;
}

test("an address of an account is not enough: its password links the identity, once", async () => {
	await withPassword("ada", "ada@example.org");
	const browser = new Browser();
	assert.equal(await signIn(browser, { callbackUrl: "/inbox" }), "/register/finish");
	assert.equal(await whoIs(browser), null);
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
	const linked = await link(browser, "Ada@example.org", password);
	assert.deepEqual([linked.status, linked.body], [200, { callbackUrl: "/inbox" }]);
	assert.equal(await whoIs(browser), "ada");
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
	assert.match(await bob.open(await startLink(bob)), /error=identity_taken/);
	provider.user = "2";
	const other = new Browser();
	other.jarOf(world.url).set("hearth.session", ada.jarOf(world.url).get("hearth.session") ?? "");
	assert.match(await other.open(await startLink(other)), /error=identity_taken/, "one of each provider");
	const signedIn = new Browser();
	provider.user = "1";
	await signIn(signedIn);
	assert.equal(await whoIs(signedIn), "ada");
	// A sign-in that began without linking links nothing, whoever is signed in.
	provider.user = "3";
	const elsewhere = new Browser();
	elsewhere.jarOf(world.url).set("hearth.session", bob.jarOf(world.url).get("hearth.session") ?? "");
	assert.equal(await signIn(elsewhere), "/register/finish");
	assert.deepEqual((await call(bob, "GET", "/api/account/identities")).body.identities, []);
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
		const ada = await registered();
		await sql`insert into identities (provider, subject, user_id) select 'https://gone.example', 'x', id from users`;
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
	const ada = await registered();
	assert.equal((await call(ada, "GET", "/api/account/identities")).body.hasPassword, false);
	const set = (body: object) => call(ada, "PUT", "/api/account/password", body);
	assert.equal((await set({ current: "x", next: password })).status, 400);
	await sql`update sessions set reauthenticated_at = now() - interval '11 minutes'`;
	assert.equal((await set({ next: password })).body.error.code, "reauthentication_required");
	await sql`update sessions set reauthenticated_at = now()`;
	assert.equal((await set({ next: password })).status, 204);
	const again = await set({ next: "another horse battery" });
	assert.deepEqual([again.status, again.body.error.fields], [400, { current: "This is not your password." }]);
	const [{ id }] = (await call(ada, "GET", "/api/account/identities")).body.identities;
	config.signIn.password = false;
	assert.equal((await call(ada, "DELETE", `/api/account/identities/${id}`)).status, 409, "it would let nobody in");
	config.signIn.password = true;
	assert.equal((await call(ada, "DELETE", `/api/account/identities/${id}`)).status, 204);
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
	assert.equal(await whoIs(browser), "ada");
});

test("a placeholder and a deleted account are not signed in", async () => {
	await registered();
	for (const kind of ["placeholder", "deleted"]) {
		await sql`update users set kind = ${kind}`;
		const browser = new Browser();
		assert.equal(await signIn(browser), "/login?error=forbidden&provider=oidc");
		assert.equal(await whoIs(browser), null);
	}
});

test("users sign in with GitHub: by the number of the account, with the primary address if it is verified", async () => {
	const github = await GitHubServer.start();
	const own = {
		id: "github",
		kind: "github" as const,
		name: "GitHub",
		issuer: github.url,
		scopes: "read:user user:email",
	};
	config.signIn.providers = [{ ...own, ...clientOf }];
	const enter = async (browser: Browser) =>
		(await browser.open(await begin(browser, {}, "github"))).slice(world.url.length);
	try {
		const browser = new Browser();
		assert.equal(await enter(browser), "/register/finish");
		const { pending } = (await call(browser, "GET", "/api/sign-in/pending")).body;
		assert.deepEqual(
			[pending.username, pending.displayName, pending.email],
			["octocat", "The Octocat", "octocat@example.org"],
		);
		await call(browser, "POST", "/api/sign-in/pending/register", { username: "octocat" });
		github.user = { ...github.user, login: "renamed" };
		github.emails = [{ email: "new@example.org", primary: true, verified: false }];
		const later = new Browser();
		assert.equal(await enter(later), "/");
		assert.equal(await whoIs(later), "octocat");
		// Another account has taken over the login.
		github.user = { id: 2, login: "octocat" };
		assert.equal(await enter(new Browser()), "/register/finish");
		const failed = "/login?error=provider_failed&provider=github";
		for (const user of [{ id: "583231" }, {}, [], null, { id: 1.5 }]) {
			github.user = user as never;
			assert.equal(await enter(new Browser()), failed, JSON.stringify(user));
		}
		github.user = { id: 583231 };
		const flow = new Browser();
		const back = new URL(await toCallback(flow, await begin(flow, {}, "github")));
		back.searchParams.set("iss", "https://evil.example");
		assert.equal(await flow.open(back.href), world.url + failed);
		const stolen = new Browser();
		const victim = new Browser();
		const code = new URL(await toCallback(victim, await begin(victim, {}, "github"))).searchParams.get("code") ?? "";
		const mixed = new URL(await toCallback(stolen, await begin(stolen, {}, "github")));
		mixed.searchParams.set("code", code);
		assert.equal(await stolen.open(mixed.href), world.url + failed, "a code of another browser has another challenge");
	} finally {
		await github.close();
	}
});

test("a code of another browser is refused by its challenge", async () => {
	await registered();
	const victim = new Browser();
	const code = new URL(await toCallback(victim, await begin(victim))).searchParams.get("code") ?? "";
	const thief = new Browser();
	const mixed = new URL(await toCallback(thief, await begin(thief)));
	mixed.searchParams.set("code", code);
	assert.equal(await thief.open(mixed.href), `${world.url}/login?error=provider_failed&provider=oidc`);
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
	await sql`update instance set settings = '{"registration": "approval"}'`;
	const waiting = await apply();
	assert.deepEqual([waiting.status, waiting.body], [202, { awaits: ["approval"] }]);
	assert.equal(await whoIs(browser), null);
	assert.equal(await signIn(browser), "/login?error=awaiting_approval&provider=oidc");
	assert.equal(await whoIs(browser), null);
});
