import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { Secret, TOTP } from "otpauth";
import { sql } from "@/db";
import { ApiClient, type ApiResponse, assertRefused } from "@/test/support/api-client";
import { Authenticator } from "@/test/support/authenticator";
import { range } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import * as admin from "../admin/commands";
import { config } from "../process/config";
import { siteOf } from "./site";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let device: Authenticator;

const own = "/api/account/passkeys";

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
});
after(() => world.close());
beforeEach(async () => {
	await sql`truncate passkeys, passkey_challenges, totp, recovery_codes, sign_in_tickets`;
	await sql`update sessions set reauthenticated_at = now()`;
	device = new Authenticator(world.url);
});

/** As a browser does on localhost. */
const send = (by: ApiClient, path: string, body: object = {}) =>
	by.call("POST", path, { body, headers: { host: `localhost:${new URL(world.url).port}` } });
const challengeOf = async (by: ApiClient, path: string) => {
	const { status, text, body } = await send(by, path);
	assert.equal(status, 200, text);
	return body.challenge ?? "";
};
const forNew = (by = ada) => challengeOf(by, `${own}/options`);
const add = (response: unknown, by = ada, name: unknown = "Phone") => send(by, own, { name, response });
async function added(by = ada, made = device): Promise<Authenticator> {
	const { status, text } = await add(made.register(await forNew(by)), by);
	assert.equal(status, 201, text);
	return made;
}
const forSignIn = () => challengeOf(world.guest(), "/api/sign-in/passkey/options");
const signIn = (response: unknown) => send(world.guest(), "/api/sign-in/passkey", { response });

async function assertSignedIn(answer: ApiResponse, username = "ada"): Promise<void> {
	assert.equal(answer.status, 200, answer.text);
	const [cookie = ""] = answer.headers["set-cookie"] ?? [];
	const client = new ApiClient(world.url, 0, "", "", cookie.split(";")[0] ?? "");
	assert.equal((await client.get("/api/account")).body.user?.username, username);
}

function assertNoMatch(answer: ApiResponse): void {
	assertRefused(answer, 401, "invalid_credentials");
	assert.equal(answer.headers["set-cookie"], undefined);
}

test("a passkey is added, listed, signs in without a name, and is removed", async () => {
	await added();
	const [listed] = (await ada.get(own)).body.passkeys ?? [];
	assert.deepEqual(
		{ ...listed, createdAt: "" },
		{ id: device.id.toString("base64url"), name: "Phone", backedUp: false, createdAt: "", lastUsedAt: null },
	);
	assert.deepEqual((await bob.get(own)).body.passkeys, []);
	const excluded = JSON.parse((await send(bob, `${own}/options`)).text).excludeCredentials;
	assert.deepEqual(excluded, [], "no account learns of the keys of another");
	await assertSignedIn(await signIn(device.authenticate(await forSignIn())));
	assert.ok((await ada.get(own)).body.passkeys?.[0]?.lastUsedAt);
	const other = await added(ada, new Authenticator(world.url));
	await assertSignedIn(await signIn(other.authenticate(await forSignIn())));
	assert.equal((await ada.delete(`${own}/${other.id.toString("base64url")}`)).status, 204);
	const path = `${own}/${listed?.id}`;
	const unknown = await ada.delete(`${own}/AAAA`);
	assertRefused(unknown, 404, "passkey_not_found");
	for (const foreign of [await bob.delete(path), await ada.delete(`${own}/%00`), await ada.delete(`${own}/a+b`)])
		assert.deepEqual([foreign.status, foreign.text], [404, unknown.text]);
	assert.equal((await ada.delete(path)).status, 204);
	assertRefused(await ada.delete(path), 404, "passkey_not_found");
	assertNoMatch(await signIn(device.authenticate(await forSignIn())));
});

test("an answer counts only for its challenge, once and for its user, and for this site", async () => {
	const challenge = await forNew();
	const elsewhere = "https://evil.example";
	for (const wrong of [
		device.register(await forNew(bob)),
		device.register(await forSignIn()),
		device.register("AAAA"),
		device.register(challenge, { origin: elsewhere }),
		device.register(await forNew(), { rpId: "evil.example" }),
	])
		assertRefused(await add(wrong), 400, "invalid_request", "response");
	const late = await forNew();
	await sql`update passkey_challenges set expires_at = now()`;
	assertRefused(await add(device.register(late)), 400, "invalid_request", "response");
	await added();
	assert.equal((await sql`select 1 from passkey_challenges where expires_at <= now()`).length, 0);
	const registration = device.register(await forNew(bob));
	assertRefused(await add(registration, bob), 400, "invalid_request", "response");

	const once = device.authenticate(await forSignIn());
	await assertSignedIn(await signIn(once));
	assertNoMatch(await signIn(once));
	assertNoMatch(await signIn(device.authenticate(await forNew())));
	assertNoMatch(await signIn(device.authenticate(await forSignIn(), { origin: elsewhere })));
	assertNoMatch(await signIn(device.authenticate(await forSignIn(), { rpId: "evil.example" })));
	const another = new Authenticator(world.url).authenticate(await forSignIn());
	assertNoMatch(await signIn(another));
	assertNoMatch(
		await signIn({ ...another, id: device.id.toString("base64url"), rawId: device.id.toString("base64url") }),
	);
	const shared = await forSignIn();
	const answers = await Promise.all(range(1, 4).map(() => signIn(device.authenticate(shared))));
	assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401, 401, 401]);
});

test("a count of a device is never taken twice", async () => {
	await added();
	await assertSignedIn(await signIn(device.authenticate(await forSignIn(), { counter: 5 })));
	for (const counter of [5, 4, 0]) assertNoMatch(await signIn(device.authenticate(await forSignIn(), { counter })));
	const challenges = await Promise.all(range(1, 4).map(forSignIn));
	const answers = await Promise.all(
		challenges.map((challenge) => signIn(device.authenticate(challenge, { counter: 6 }))),
	);
	assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401, 401, 401]);
});

test("a passkey that recognized its user is both factors; another one needs the code as well", async () => {
	await added();
	const { secret = "" } = (await ada.post("/api/account/totp")).body;
	const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate();
	assert.equal((await ada.put("/api/account/totp", { code: code() })).status, 200);
	await assertSignedIn(await signIn(device.authenticate(await forSignIn())));
	const { status, body, headers } = await signIn(device.authenticate(await forSignIn(), { userVerified: false }));
	assert.equal(status, 200);
	assert.deepEqual(body.next, ["totp", "recovery"]);
	assert.equal(headers["set-cookie"], undefined);
	await sql`update totp set last_step = null`;
	await assertSignedIn(await world.guest().post("/api/sign-in/second", { ticket: body.ticket, code: code() }));
	const his = await added(bob, new Authenticator(world.url));
	await assertSignedIn(await signIn(his.authenticate(await forSignIn(), { userVerified: false })), "bob");
	await admin.removeFactors("ada");
	assert.deepEqual((await ada.get(own)).body.passkeys, []);
	assert.equal((await bob.get(own)).body.passkeys?.length, 1);
});

test("adding and removing need a recent proof of identity, and an account has at most twenty", async () => {
	await added();
	const challenge = await forNew();
	await sql`update sessions set reauthenticated_at = null`;
	assertRefused(await send(ada, `${own}/options`), 403, "reauthentication_required");
	assertRefused(await add(device.register(challenge)), 403, "reauthentication_required");
	assertRefused(await ada.delete(`${own}/AAAA`), 403, "reauthentication_required");
	await sql`update sessions set reauthenticated_at = now()`;
	await sql`insert into passkeys (id, user_id, public_key, counter, transports, backed_up, name)
		select decode(lpad(n::text, 4, '0'), 'hex'), ${ada.id}, 'x', 0, '{}', false, 'old' from generate_series(1, 18) n`;
	await added(bob, new Authenticator(world.url));
	const challenges = await Promise.all(range(1, 3).map(() => forNew()));
	const answers = await Promise.all(challenges.map((each) => add(new Authenticator(world.url).register(each))));
	assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 403, 403]);
	assertRefused(await send(ada, `${own}/options`), 403, "forbidden");
	assertRefused(await add(new Authenticator(world.url).register(challenge)), 403, "forbidden");
});

test("a passkey proves the identity of its own user, with a challenge of theirs and once", async () => {
	const again = "/api/account/reauthenticate";
	const host = `localhost:${new URL(world.url).port}`;
	const waysOf = async (by: ApiClient) => (await by.call("GET", again, { headers: { host } })).body;
	const elsewhere = await world.signIn(ada);
	await sql`update users set password_hash = null where id = ${ada.id}`;
	assert.deepEqual(await waysOf(ada), { password: false, code: false, passkey: false, providers: [] });
	await added();
	assert.deepEqual(await waysOf(ada), { password: false, code: false, passkey: true, providers: [] });
	assert.equal((await ada.get(again)).body.passkey, false, "browsers allow none at an address");
	assert.equal((await waysOf(bob)).passkey, false);
	const bobs = await added(bob, new Authenticator(world.url));
	const challenge = (by = ada) => challengeOf(by, `${again}/passkey/options`);
	const prove = (assertion: unknown, by = ada) => send(by, again, { assertion });
	const { body: options } = await send(ada, `${again}/passkey/options`);
	assert.deepEqual(
		options.allowCredentials?.map(({ id }) => id),
		[device.id.toString("base64url")],
	);
	await sql`update sessions set reauthenticated_at = null`;
	for (const wrong of [
		bobs.authenticate(await challenge()),
		device.authenticate(await challenge(bob)),
		device.authenticate(await forSignIn()),
		device.authenticate("AAAA"),
		device.authenticate(await challenge(), { origin: "https://evil.example" }),
	])
		assertRefused(await prove(wrong), 400, "invalid_request", "assertion");
	assertRefused(await prove("x"), 400, "invalid_request", "assertion");
	assertRefused(await ada.delete(`${own}/AAAA`), 403, "reauthentication_required");
	const right = device.authenticate(await challenge());
	assertRefused(await send(ada, again, { assertion: right, code: "123456" }), 400, "invalid_request", "password");
	assert.equal((await prove(right)).status, 204);
	assertRefused(await ada.delete(`${own}/AAAA`), 404, "passkey_not_found");
	assertRefused(await prove(right), 400, "invalid_request", "assertion");
	assertRefused(await elsewhere.delete(`${own}/AAAA`), 403, "reauthentication_required");
	assertNoMatch(await signIn(device.authenticate(await challenge())));
});

test("a user renames their own passkey, also without a recent proof of identity", async () => {
	await added();
	const path = `${own}/${device.id.toString("base64url")}`;
	await sql`update sessions set reauthenticated_at = null`;
	const { status, body } = await ada.patch(path, { name: "  Key\nring " });
	assert.deepEqual([status, body.passkey?.name], [200, "Key ring"]);
	assert.equal((await ada.patch(path, {})).body.passkey?.name, "Key ring");
	for (const name of ["", " ", "x".repeat(51), 1, null])
		assertRefused(await ada.patch(path, { name }), 400, "invalid_request", "name");
	assertRefused(await ada.patch(path, { name: "a", backedUp: true }), 400, "invalid_request", "backedUp");
	const unknown = await ada.patch(`${own}/AAAA`, { name: "a" });
	assertRefused(unknown, 404, "passkey_not_found");
	for (const foreign of [await bob.patch(path, { name: "a" }), await ada.patch(`${own}/%00`, { name: "a" })])
		assert.deepEqual([foreign.status, foreign.text], [404, unknown.text]);
	assert.equal((await ada.get(own)).body.passkeys?.[0]?.name, "Key ring");
});

test("malformed answers are refused, and passkeys belong to an https site or localhost", async () => {
	const good = device.register(await forNew());
	for (const bad of [null, {}, "x", { ...good, id: "+" }, { ...good, type: "x" }, { ...good, extra: 1 }]) {
		const { status, body } = await add(bad);
		assert.deepEqual([status, body.error?.code], [400, "invalid_request"]);
	}
	for (const junk of [
		{ ...good.response, attestationObject: "AAAA" },
		{ ...good.response, clientDataJSON: "AAAA" },
	])
		assertRefused(await add({ ...good, response: junk }), 400, "invalid_request", "response");
	for (const name of ["", " ", "x".repeat(51), 1])
		assertRefused(await add(good, ada, name), 400, "invalid_request", "name");
	assertRefused(await ada.post(`${own}/options`), 403, "forbidden");
	assertRefused(await world.guest().post("/api/sign-in/passkey/options"), 403, "forbidden");
	const from = (host: string) => siteOf(new Headers({ host }));
	assert.deepEqual(from("localhost:3000"), { origin: "http://localhost:3000", id: "localhost" });
	assert.equal(from("chat.example.org"), null);
	try {
		for (const [publicUrl, id] of [
			["https://chat.example.org:8443", "chat.example.org"],
			["http://chat.example.org", undefined],
			["https://192.0.2.1", undefined],
			["https://[2001:db8::1]", undefined],
		] as const) {
			config.publicUrl = publicUrl;
			assert.equal(from("localhost:3000")?.id, id, publicUrl);
		}
	} finally {
		config.publicUrl = undefined;
	}
});
