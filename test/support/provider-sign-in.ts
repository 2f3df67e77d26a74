import assert from "node:assert/strict";
import { after, afterEach, before } from "node:test";
import { sql } from "@/db";
import { hashPassword } from "@/lib/auth/password";
import { config } from "@/lib/process/config";
import { Browser } from "./browser";
import { clientOf, OidcServer } from "./oidc-server";
import { TestServer } from "./test-server";

export let world: TestServer;
export let provider: OidcServer;

/** Opens the backend with a provider. Each test begins without accounts, and with one account at the provider. */
export function setUpProvider(): void {
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
}

export async function reset(): Promise<void> {
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
	// Triggers refuse to delete from the audit log.
	await sql.begin((tx) => [tx`set local session_replication_role = replica`, tx`delete from instance_audit_log`]);
	await sql`delete from servers`;
	await sql`delete from users`;
}

/** Begins a sign-in; the address at the provider. */
export async function begin(browser: Browser, body: object = {}, id = "oidc"): Promise<string> {
	const response = await browser.send(`${world.url}/api/sign-in/providers/${id}`, { method: "POST", body });
	const text = await response.text();
	assert.equal(response.status, 200, text);
	return JSON.parse(text).url;
}

/** The address with which the provider sends the browser back. */
export const toCallback = async (browser: Browser, url: string) => browser.open(url, `${world.url}/api/auth/callback/`);

/** Begins, signs in at the provider and comes back; the path of the page that is shown then. */
export async function signIn(browser: Browser, body: object = {}): Promise<string> {
	const at = await browser.open(await begin(browser, body));
	assert.equal(new URL(at).origin, world.url);
	return at.slice(world.url.length);
}

export async function call(browser: Browser, method: string, path: string, body?: unknown) {
	const response = await browser.send(world.url + path, { method, ...(body !== undefined && { body }) });
	const text = await response.text();
	return { status: response.status, body: text ? JSON.parse(text) : null };
}

/** The username of the user who is signed in with the browser; null without one. */
export const usernameOf = async (browser: Browser): Promise<string | null> =>
	(await call(browser, "GET", "/api/account")).body.user?.username ?? null;

/** A browser whose user has just registered with the provider. */
export async function registered(): Promise<Browser> {
	const browser = new Browser();
	assert.equal(await signIn(browser), "/register/finish");
	const { status } = await call(browser, "POST", "/api/sign-in/pending/register", { username: "ada" });
	assert.equal(status, 201);
	return browser;
}

export const password = "correct horse battery";

/** A browser in which a user with a password, whose account has no identity, is signed in. */
export async function withPassword(username: string, email: string | null = null): Promise<Browser> {
	await sql`insert into users (username, display_name, password_hash, email, email_verified_at) values
		(${username}, ${username}, ${await hashPassword(password, "here")}, ${email}, ${email && new Date()})`;
	const [row] = await sql<{ id: number }[]>`select id from users where username = ${username}`;
	const { cookie } = await world.signIn({ id: row?.id ?? 0, username });
	const browser = new Browser();
	const [name = "", value = ""] = cookie.split("=");
	browser.jarOf(world.url).set(name, value);
	return browser;
}
