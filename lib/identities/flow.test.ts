import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { test } from "node:test";
import { Browser } from "@/test/support/browser";
import { GitHubServer } from "@/test/support/github-server";
import { clientOf, type Token } from "@/test/support/oidc-server";
import {
	begin,
	call,
	provider,
	registered,
	setUpProvider,
	signIn,
	toCallback,
	usernameOf,
	world,
} from "@/test/support/provider-sign-in";
import { config } from "../process/config";

setUpProvider();

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
		assert.equal(await usernameOf(by), null);
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
			assert.equal(await usernameOf(browser), null);
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
	assert.equal(await usernameOf(again), null);
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
		assert.equal(await usernameOf(browser), null, fault);
	}
	provider.tamper = changed({ exp: now() - 30, iat: now() - 600 });
	assert.equal(await signIn(new Browser()), "/", "clocks may differ by 60 s");
});

test("the sign-in page shows an error for a provider that is down, names another issuer or sends nonsense", async () => {
	await registered();
	const path = "/.well-known/openid-configuration";
	const document = await (await fetch(provider.issuer + path)).json();
	const answers: Record<string, [string, (response: ServerResponse) => void]> = {
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
		assert.equal(await usernameOf(browser), null);
		provider.replaced.clear();
	}
	const tokens: Record<string, (response: ServerResponse) => void> = {
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
	const back = new URL(await toCallback(browser, await begin(browser)));
	back.searchParams.delete("iss");
	const named = { issuer: "https://evil.example", authorization_response_iss_parameter_supported: false };
	provider.replaced.set(path, (_, response) => response.end(JSON.stringify({ ...document, ...named })));
	provider.tamper = changed({ iss: named.issuer });
	assert.equal(await browser.open(back.href), `${world.url}/login?error=provider_failed&provider=oidc`);
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
		assert.equal(await usernameOf(later), "octocat");
		// Another account has taken over the login.
		github.user = { id: 2, login: "octocat" };
		assert.equal(await enter(new Browser()), "/register/finish");
		const failed = "/login?error=provider_failed&provider=github";
		for (const user of [{ id: "583231" }, {}, [], null, { id: 1.5 }]) {
			github.user = user as never;
			assert.equal(await enter(new Browser()), failed, JSON.stringify(user));
		}
		github.user = { id: 583231 };
		github.status = 503;
		assert.equal(await enter(new Browser()), failed);
		github.status = 200;
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
