import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Secret, TOTP } from "otpauth";
import { sql } from "@/db";
import { authorize, beginSession, toNextAuthUser, userWithCredentials } from "@/lib/auth/nextauth-options";
import { hashPassword } from "@/lib/auth/password";
import { issueTicket } from "@/lib/auth/sign-in";
import { claimedIn } from "@/lib/identities/claims";
import { type Pending, sealPending } from "@/lib/identities/pending";
import { enter } from "@/lib/identities/sign-in";
import { config } from "@/lib/process/config";
import { Authenticator } from "./support/authenticator";
import { TestServer } from "./support/test-server";

let world: TestServer;
let userId: number;
let passwordHash: string;
let secret: string;
let device: Authenticator;

const password = "correct horse battery";
const name = "ada";

before(async () => {
	world = await TestServer.open();
	const ada = await world.createUser(name);
	userId = ada.id;
	passwordHash = await hashPassword(password, "here");
	await sql`update users set password_hash = ${passwordHash}`;
	({ secret = "" } = (await ada.post("/api/account/totp")).body);
	assert.equal((await ada.put("/api/account/totp", { code: code() })).status, 200);
	device = new Authenticator(world.url);
	const headers = onLocalhost();
	const options = await ada.call("POST", "/api/account/passkeys/options", { body: {}, headers });
	const body = { name: "Key", response: device.register(options.body.challenge ?? "") };
	assert.equal((await ada.call("POST", "/api/account/passkeys", { body, headers })).status, 201);
	await sql`truncate sessions`;
});
after(() => world.close());

const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate();

/** The response of an entry point: its status, the cookies that it set, and its body. */
type Outcome = { status: number; cookies: string[]; text: string };

async function call(path: string, body: unknown, sent: Record<string, string> = {}): Promise<Outcome> {
	const { status, headers, text } = await world.guest().call("POST", path, { body: body as object, headers: sent });
	const cookies = [headers["set-cookie"] ?? []].flat();
	return { status, cookies: cookies.filter((one) => !one.includes("=;")), text };
}

/** The two calls that NextAuth makes for a sign-in (lib/auth/nextauth-options.ts), the second whatever the first returns. */
async function nextAuth(): Promise<Outcome> {
	const person = await userWithCredentials(name, password, "192.0.2.1");
	return toNextAuthUser(person, async () => {
		let text = "";
		try {
			text = JSON.stringify(authorize());
		} catch (error) {
			text = String(error);
		}
		const sid = await beginSession({ userAgent: null, address: "192.0.2.1", locale: "en" });
		return { status: sid === null ? 401 : 200, cookies: [], text };
	});
}

const onLocalhost = () => ({ host: `localhost:${new URL(world.url).port}` });
const asksForCode = /"next":\["totp","recovery"\],"ticket":"[\w-]{43}"/;

/**
 * Every way to begin a session, tried by a user who has proved all but the second factor, with the routes that lead to
 * it.
 */
const entryPoints: Record<string, { routes: string[]; enter: () => Promise<Outcome>; asks: RegExp }> = {
	"NextAuth's credentials": {
		routes: ["auth/[...nextauth]"],
		enter: () => nextAuth(),
		asks: /^Error: SecondFactorRequired$/,
	},
	"POST /api/sign-in": {
		routes: ["sign-in"],
		enter: () => call("/api/sign-in", { name, password }),
		asks: asksForCode,
	},
	// The whole way through a provider is in lib/identities/pending.test.ts.
	"GET /api/auth/callback/:providerId": {
		routes: ["sign-in/callback/[providerId]"],
		enter: async () => {
			const { step, cookies } = await enter(userId, null, new Headers());
			return { status: 200, cookies: cookies.filter((one) => !one.includes("=;")), text: JSON.stringify(step) };
		},
		asks: asksForCode,
	},
	"POST /api/sign-in/pending/link": {
		routes: ["sign-in/pending/link"],
		enter: async () => {
			await sql`delete from identities`;
			const [sub, issuer] = ["1", "https://id.example"];
			config.signIn.providers = [
				{ id: "oidc", kind: "oidc", name: "Club", issuer, clientId: "", clientSecret: "", scopes: "openid" },
			];
			const claimed = { ...claimedIn({ sub }), issuer, callback: "/" } as Pending;
			const cookie = `hearth.pending=${await sealPending(claimed)}`;
			return call("/api/sign-in/pending/link", { name, password }, { cookie });
		},
		asks: asksForCode,
	},
	"POST /api/sign-in/second": {
		routes: ["sign-in/second"],
		enter: async () => {
			const { ticket } = await issueTicket(userId, passwordHash);
			return call("/api/sign-in/second", { ticket, code: "" });
		},
		asks: /"invalid_credentials"/,
	},
	// Of a device that has not recognized its user.
	"POST /api/sign-in/passkey": {
		routes: ["sign-in/passkey"],
		enter: async () => {
			const path = "/api/sign-in/passkey";
			const { body } = await world.guest().call("POST", `${path}/options`, { body: {}, headers: onLocalhost() });
			const response = device.authenticate(body.challenge ?? "", { userVerified: false });
			return call(path, { response }, onLocalhost());
		},
		asks: asksForCode,
	},
};
/** An account that is made in this moment has no second factor. */
const withNewAccount = ["sign-in/pending/register"];

for (const [entryPoint, { enter, asks }] of Object.entries(entryPoints))
	test(`${entryPoint} gives an account with a second factor no session without it`, async () => {
		await sql`truncate sessions`;
		const { cookies, text } = await enter();
		assert.match(text, asks);
		assert.deepEqual(cookies, []);
		assert.deepEqual([...(await sql`select id from sessions`)], []);
	});

test("each entry point signs in an account without a second factor, or with the code", async () => {
	await sql`update totp set last_step = null`;
	const { ticket } = await issueTicket(userId, passwordHash);
	assert.equal((await call("/api/sign-in/second", { ticket, code: code() })).status, 200);
	await sql`truncate totp`;
	assert.equal((await entryPoints["POST /api/sign-in/pending/link"]?.enter())?.cookies.length, 1);
	const first = await entryPoints["POST /api/sign-in"]?.enter();
	const cookie = first?.cookies[0]?.split(";")[0] ?? "";
	const again = await call("/api/sign-in", { name, password }, { cookie });
	assert.deepEqual([first?.status, again.status], [200, 200]);
	assert.notEqual(again.cookies[0]?.split(";")[0], cookie, "a browser that has a session gets another one");
	assert.equal((await entryPoints["NextAuth's credentials"]?.enter())?.status, 200);
	assert.equal((await entryPoints["POST /api/sign-in/passkey"]?.enter())?.cookies.length, 1);
	assert.equal((await sql`select 1 from sessions`).length, 6);
});

const files = ["app", "lib"]
	.flatMap((root) => readdirSync(root, { recursive: true, encoding: "utf8" }).map((file) => `${root}/${file}`))
	.filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));
const filesWith = (pattern: RegExp) => files.filter((file) => pattern.test(readFileSync(file, "utf8"))).sort();

test("no other code makes a session: each table, cookie and proof has its writers, and each route is in the list", () => {
	assert.deepEqual(filesWith(/insert\(sessions\)|insert into sessions\b/i), ["lib/auth/sessions.ts"]);
	const imports = /^import [^;]*(?:\{[^}]*\bcreate\b[^}]*\}|\* as (\w+)) from "[^"]*\/sessions";/m;
	const creates = (file: string) => {
		const source = readFileSync(file, "utf8");
		const found = imports.exec(source);
		return found && (found[1] === undefined || source.includes(`${found[1]}.create(`));
	};
	assert.deepEqual(files.filter(creates).sort(), ["lib/auth/nextauth-options.ts", "lib/auth/sign-in.ts"]);
	assert.deepEqual(filesWith(/\bprovedSecondFactor: true\b/), ["lib/auth/sign-in.ts", "lib/passkeys/sign-in.ts"]);
	assert.deepEqual(filesWith(/\bsetCookie\(sessionCookie\b/), ["lib/auth/session-cookie.ts"]);
	assert.deepEqual(filesWith(/^import .*\bcookieFor\b/m), ["lib/auth/signed-in.ts", "lib/identities/sign-in.ts"]);
	const begins = /\b(?:signedIn|enter|finish|NextAuth)\(/;
	const routes = filesWith(begins).flatMap((file) => /^app\/api\/(.+)\/route\.ts$/.exec(file)?.[1] ?? []);
	const listed = Object.values(entryPoints).flatMap((entryPoint) => entryPoint.routes);
	assert.deepEqual(routes.sort(), [...listed, ...withNewAccount].sort());
});
