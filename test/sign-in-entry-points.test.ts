import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Secret, TOTP } from "otpauth";
import { sql } from "@/db";
import { authorize, beginSession, toNextAuthUser, userWithCredentials } from "@/lib/auth/nextauth-options";
import { hashPassword } from "@/lib/auth/password";
import { issueTicket } from "@/lib/auth/sign-in";
import { enter } from "@/lib/identities/sign-in";
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
	const headers = { host: `localhost:${new URL(world.url).port}` };
	const options = await ada.call("POST", "/api/account/passkeys/options", { body: {}, headers });
	const body = { name: "Key", response: device.register(options.body.challenge ?? "") };
	assert.equal((await ada.call("POST", "/api/account/passkeys", { body, headers })).status, 201);
	await sql`truncate sessions`;
});
after(() => world.close());

const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate();

/** The response of an entry point: its status, the cookies that it set, and its body. */
type Outcome = { status: number; cookies: string[]; text: string };

async function call(path: string, body: unknown): Promise<Outcome> {
	const { status, headers, text } = await world.guest().post(path, body);
	return { status, cookies: headers["set-cookie"] ?? [], text };
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

/**
 * Every way to begin a session, tried by a user who has proved all but the second factor. The file is the one that calls
 * `sessions.create`.
 */
const entryPoints: Record<string, { file: string; enter: () => Promise<Outcome>; asks: RegExp }> = {
	"NextAuth's credentials": {
		file: "lib/auth/nextauth-options.ts",
		enter: () => nextAuth(),
		asks: /^Error: SecondFactorRequired$/,
	},
	"POST /api/sign-in": {
		file: "lib/auth/sign-in.ts",
		enter: () => call("/api/sign-in", { name, password }),
		asks: /^\{"next":\["totp","recovery"\],"ticket":"[\w-]{43}"\}$/,
	},
	"GET /api/auth/callback/:providerId, and POST /api/sign-in/pending/link with a password": {
		file: "lib/auth/sign-in.ts",
		enter: async () => {
			const { step, cookies } = await enter(userId, null, new Headers());
			return { status: 200, cookies: cookies.filter((one) => !one.includes("=;")), text: JSON.stringify(step) };
		},
		asks: /^\{"next":\["totp","recovery"\],"ticket":"[\w-]{43}"\}$/,
	},
	"POST /api/sign-in/second": {
		file: "lib/auth/sign-in.ts",
		enter: async () => {
			const { ticket } = await issueTicket(userId, passwordHash);
			return call("/api/sign-in/second", { ticket, code: "" });
		},
		asks: /"invalid_credentials"/,
	},
	// Of a device that has not recognized its user.
	"POST /api/sign-in/passkey": {
		file: "lib/auth/sign-in.ts",
		enter: async () => {
			const headers = { host: `localhost:${new URL(world.url).port}` };
			const path = "/api/sign-in/passkey";
			const { body } = await world.guest().call("POST", `${path}/options`, { body: {}, headers });
			const response = device.authenticate(body.challenge ?? "", { userVerified: false });
			const { status, headers: given, text } = await world.guest().call("POST", path, { body: { response }, headers });
			return { status, cookies: given["set-cookie"] ?? [], text };
		},
		asks: /^\{"next":\["totp","recovery"\],"ticket":"[\w-]{43}"\}$/,
	},
};

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
	assert.equal((await entryPoints["POST /api/sign-in"]?.enter())?.status, 200);
	assert.equal((await entryPoints["NextAuth's credentials"]?.enter())?.status, 200);
	assert.equal((await entryPoints["POST /api/sign-in/passkey"]?.enter())?.cookies.length, 1);
	assert.equal((await sql`select 1 from sessions`).length, 4);
});

test("no other code makes a session: the table has one writer, and its callers are the entry points above", () => {
	const files = ["app", "lib"]
		.flatMap((root) => readdirSync(root, { recursive: true, encoding: "utf8" }).map((file) => `${root}/${file}`))
		.filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));
	const source = (file: string) => readFileSync(file, "utf8");
	const inserts = files.filter((file) => /insert\(sessions\)|insert into sessions\b/i.test(source(file)));
	assert.deepEqual(inserts, ["lib/auth/sessions.ts"]);
	const imports = /^import [^;]*(?:\{[^}]*\bcreate\b[^}]*\}|\* as (\w+)) from "[^"]*\/sessions";/m;
	const callers = files.filter((file) => {
		const found = imports.exec(source(file));
		return found && (found[1] === undefined || source(file).includes(`${found[1]}.create(`));
	});
	assert.deepEqual(callers.sort(), [...new Set(Object.values(entryPoints).map(({ file }) => file))].sort());
});
