import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { TestServer } from "@/test/support/test-server";
import { networkOf } from "./network-of";
import { hashPassword } from "./password";
import { requireRecentAuthentication } from "./recent-authentication";

let world: TestServer;
let ada: ApiClient;
let elsewhere: ApiClient;

const password = "correct horse battery";
const refused = { name: "AppError", code: "reauthentication_required" };

before(async () => {
	world = await TestServer.open();
	ada = await world.createUser("ada");
	elsewhere = await world.signIn(ada);
	await sql`update users set password_hash = ${await hashPassword(password, "here")} where id = ${ada.id}`;
});
after(() => world.close());

const age = (minutes: number) =>
	sql`update sessions set reauthenticated_at = now() - make_interval(secs => ${minutes * 60}) where user_id = ${ada.id}`;
const reauthenticate = (body: unknown, by = ada) => by.post("/api/account/reauthenticate", body);

test("a new session counts as recently authenticated, for ten minutes and not longer", async () => {
	await requireRecentAuthentication(await world.signIn(ada));
	await age(9.9);
	await requireRecentAuthentication(ada);
	await age(10);
	await assert.rejects(requireRecentAuthentication(ada), refused);
	await sql`update sessions set reauthenticated_at = null where id = ${ada.sessionId}`;
	await assert.rejects(requireRecentAuthentication(ada), refused);
});

test("the password proves the identity in this session alone", async () => {
	await age(60);
	assert.equal((await reauthenticate({ password })).status, 204);
	await requireRecentAuthentication(ada);
	await assert.rejects(requireRecentAuthentication(elsewhere), refused);
});

test("a wrong password proves nothing, and a malformed body is refused", async () => {
	await age(60);
	assertRefused(await reauthenticate({ password: "wrong horse" }), 400, "invalid_request", "password");
	assertRefused(await reauthenticate({ password: "\u0000" }), 400, "invalid_request", "password");
	assertRefused(await reauthenticate({}), 400, "invalid_request", "password");
	assertRefused(await reauthenticate({ password, code: "1" }), 400, "invalid_request", "password");
	assertRefused(await reauthenticate({ code: "123456" }), 400, "invalid_request", "code");
	assertRefused(await reauthenticate({ password, x: "1" }), 400, "invalid_request", "x");
	assertRefused(await reauthenticate({ password }, world.guest()), 401, "unauthenticated");
	await assert.rejects(requireRecentAuthentication(ada), refused);
});

test("a revoked session proves nothing", async () => {
	const other = await world.signIn(ada);
	await sql`update sessions set revoked_at = now() where id = ${other.sessionId}`;
	await assert.rejects(requireRecentAuthentication(other), refused);
});

test("a session keeps the network of the address that signed in, and no more", async () => {
	const [row] = await sql<{ address: string }[]>`select address from sessions where id = ${ada.sessionId}`;
	assert.equal(row?.address, "192.0.2.0/24");
	assert.equal(networkOf("203.0.113.77"), "203.0.113.0/24");
	assert.equal(networkOf("2001:db8:1234:5678::"), "2001:db8:1234::/48");
	assert.equal(networkOf("fe80:1:2:3::4%eth0"), "fe80:1:2::/48");
	for (const none of ["", "unknown", "1.2.3", "::g"]) assert.equal(networkOf(none), null);
});
