import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { encode } from "next-auth/jwt";
import { sql } from "@/db";
import { ApiClient, assertRefused } from "@/test/support/api-client";
import { processorMs } from "@/test/support/processor-time";
import { waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { sessionCookie } from "../http/cookies";
import { appState } from "../process/app-state";
import { extend } from "./extend-session";
import { userWithCredentials } from "./nextauth-options";
import { hashPassword } from "./password";
import * as sessions from "./sessions";

let world: TestServer;

before(async () => {
	world = await TestServer.open();
});
after(() => world.close());

const withCookie = (cookie: string) => new ApiClient(world.url, 0, "", "", cookie);

test("rejects cookies that are forged, stale, truncated or encrypted with another secret", async () => {
	const ada = await world.createUser("ada");
	const forged = await encode({ token: { sid: ada.sessionId }, secret: "another secret that is long enough too" });
	const cookies = [
		`${sessionCookie}=${forged}`,
		`${sessionCookie}=`,
		`${sessionCookie}=${ada.sessionId}`,
		`${sessionCookie}=${"x".repeat(4000)}`,
		ada.cookie.slice(0, -2),
		`other=${ada.cookie}`,
		await world.cookieOf("00000000-0000-0000-0000-000000000000"),
		await world.cookieOf("' or 1=1 --"),
		await world.cookieOf(""),
	];
	for (const cookie of cookies) assertRefused(await withCookie(cookie).get("/api/account"), 401, "unauthenticated");
	assert.equal((await withCookie(`a=b; ${ada.cookie}; c=d`).get("/api/account")).status, 200);
});

test("rejects an expired session over HTTP and at the socket handshake", async () => {
	const bob = await world.createUser("bob");
	await sql`update sessions set expires_at = now() - interval '1 second' where id = ${bob.sessionId}`;
	assertRefused(await bob.get("/api/account"), 401, "unauthenticated");
	await assert.rejects(bob.connect(), { data: { code: "unauthenticated", message: "Sign in to go on." } });
});

test("an expiring session notifies its sockets like a revoked one, on either transport, and leaves other sessions alone", async () => {
	const fred = await world.createUser("fred");
	const phone = await world.signIn(fred);
	const sockets = [await fred.connect(), await fred.connect({ transports: ["polling"] })];
	const others = await phone.connect();
	await sql`update sessions set expires_at = now() where id = ${fred.sessionId}`;
	for (const one of sockets) {
		await one.closed();
		assert.equal(one.received.at(-1)?.event, "session:revoked");
	}
	assertRefused(await fred.get("/api/account"), 401, "unauthenticated");
	assert.ok(others.socket.connected);
	assert.deepEqual(others.of("session:revoked"), []);
	others.close();
});

test("an expired session never becomes active again, even if a request still used it", async () => {
	const gina = await world.createUser("gina");
	await sql`update sessions set last_used_at = now() - interval '2 hours', expires_at = now() - interval '1 second'
		where id = ${gina.sessionId}`;
	await extend(gina.sessionId);
	const [row] = await sql<{ isOver: boolean }[]>`
		select expires_at <= now() as "isOver" from sessions where id = ${gina.sessionId}`;
	assert.equal(row?.isOver, true);
});

test("using a session after an hour extends it to thirty days from then", async () => {
	const cara = await world.createUser("cara");
	await sql`update sessions set last_used_at = now() - interval '2 hours', expires_at = now() + interval '1 day'
		where id = ${cara.sessionId}`;
	assert.equal((await cara.get("/api/account")).status, 200);
	const other = await world.signIn(cara);
	await sql`update sessions set last_used_at = now() - interval '2 hours', expires_at = now() + interval '1 day'
		where id in (${cara.sessionId}, ${other.sessionId})`;
	const left = async () => {
		const [row] = await sql<{ days: number }[]>`
			select round(extract(epoch from expires_at - now()) / 86400)::int as days from sessions where id = ${other.sessionId}`;
		return row?.days;
	};
	await extend(cara.sessionId);
	assert.equal(await left(), 1, "another session is not extended");
	await sessions.revoke(other.sessionId);
	await extend(other.sessionId);
	assert.equal(await left(), 1, "nor is one that has ended");
	await waitUntil("the session has slid", async () => {
		const [row] = await sql<{ days: number }[]>`
			select extract(epoch from expires_at - now())::float8 / 86400 as days from sessions where id = ${cara.sessionId}`;
		return (row?.days ?? 0) > 29.9;
	});
});

test("a revoked session answers 401 at once, its sockets are notified and disconnected, other sessions remain", async () => {
	const dan = await world.createUser("dan");
	const phone = await world.signIn(dan);
	const client = await dan.connect();
	const polling = await dan.connect({ transports: ["polling"] });
	const others = await phone.connect();
	await sessions.revoke(dan.sessionId);
	assert.equal(
		appState().io?.sockets.adapter.rooms.get(`session:${dan.sessionId}`),
		undefined,
		"cut in the act itself",
	);
	assertRefused(await dan.get("/api/account"), 401, "unauthenticated");
	for (const one of [client, polling]) {
		await one.closed();
		assert.equal(one.received.at(-1)?.event, "session:revoked");
	}
	await assert.rejects(dan.connect(), { data: { code: "unauthenticated", message: "Sign in to go on." } });
	assert.equal((await phone.get("/api/account")).status, 200);
	assert.ok(others.socket.connected);
	assert.deepEqual(others.of("session:revoked"), []);
	await sessions.revoke(dan.sessionId);
	others.close();
});

test("rejects a wrong password and an unknown name alike, in about the same time", async () => {
	await world.createUser("erin");
	await sql`update users set password_hash = ${await hashPassword("correct horse", "here")} where username = 'erin'`;
	const time = async (name: string) => {
		const start = processorMs();
		for (let i = 0; i < 5; i++) assert.equal(await userWithCredentials(name, "wrong horse", "::1"), null);
		return processorMs() - start;
	};
	await time("erin");
	const [known, unknown] = [await time("erin"), await time("nobody")];
	assert.ok(known / unknown < 3 && unknown / known < 3, `${known} ms and ${unknown} ms`);
	for (const bad of ["", " correct horse", "correct horse ", "correct\u0000horse", "x".repeat(100_000), "\ud800"])
		assert.equal(await userWithCredentials("erin", bad, "::1"), null);
	for (const name of ["", "er\u0000in", "\ud800", "erin\n@", "x".repeat(100_000)])
		assert.equal(await userWithCredentials(name, "correct horse", "::1"), null);
});

test("the right password signs in whatever the case of the name, but never to a placeholder account", async () => {
	assert.equal((await userWithCredentials(" ERIN ", "correct horse", "::1"))?.name, "erin");
	await sql`insert into users (username, display_name, kind) values ('ghost', 'ghost', 'placeholder')`;
	for (const guess of ["", "ghost", "null"]) assert.equal(await userWithCredentials("ghost", guess, "::1"), null);
	await assert.rejects(sql`update users set password_hash = 'none' where username = 'ghost'`, /password_of_a_person/);
});
