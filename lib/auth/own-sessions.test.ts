import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { MailServer } from "@/test/support/mail-server";
import { notifiesOthers } from "@/test/support/notify-others";
import { waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { config } from "../process/config";
import { deviceOf } from "./device";
import * as sessions from "./sessions";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;

const path = "/api/account/sessions";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const phone =
	"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
});
after(() => world.close());

const signIn = (userAgent: string | null, address = "203.0.113.77", userId = ada.id) =>
	sessions.create({
		userId,
		userAgent,
		address,
		locale: "en",
		provedSecondFactor: false,
		passwordHash: "none that matches",
	});

test("lists the caller's active sessions, this one first, and nobody else's", async () => {
	const id = await signIn(firefox);
	const ended = await signIn(firefox);
	await sessions.revoke(ended ?? "");
	const { body } = await ada.get(path);
	const [first, second, ...rest] = body.sessions ?? [];
	assert.deepEqual(rest, []);
	assert.equal(first?.id, ada.sessionId);
	assert.equal(first?.current, true);
	assert.deepEqual(Object.keys(second ?? {}).sort(), ["address", "createdAt", "current", "device", "id", "lastUsedAt"]);
	assert.equal(second?.id, id);
	assert.equal(second?.current, false);
	assert.deepEqual(second?.device, { browser: "Firefox", system: "Linux" });
	assert.equal(second?.address, "203.0.113.0/24");
	assertRefused(await world.guest().get(path), 401, "unauthenticated");
});

test("a session that its user ends answers 401 at once, and its sockets are notified and disconnected", async () => {
	const other = await world.signIn(ada);
	const socket = await other.connect();
	const own = await ada.connect();
	const ended = await notifiesOthers([new RegExp(other.sessionId)], () => ada.delete(`${path}/${other.sessionId}`));
	assert.equal(ended.status, 204);
	assertRefused(await other.get("/api/account"), 401, "unauthenticated");
	await socket.closed();
	assert.equal(socket.received.at(-1)?.event, "session:revoked");
	assert.equal((await ada.delete(`${path}/${other.sessionId}`)).status, 204);
	assert.ok(own.socket.connected);
	own.close();
});

test("another user's session is answered like an unknown one, and stays", async () => {
	const unknown = await ada.delete(`${path}/00000000-0000-4000-8000-000000000000`);
	assertRefused(unknown, 404, "session_not_found");
	for (const id of [bob.sessionId, "1", "x", "%00", `${ada.sessionId}x`, "00000000-0000-0000-0000-000000000000"]) {
		const answer = await ada.delete(`${path}/${id}`);
		assert.deepEqual([answer.status, answer.text], [404, unknown.text], id);
	}
	assert.equal((await bob.get("/api/account")).status, 200);
});

test("all other sessions end with one call, and this one stays", async () => {
	const others = [await world.signIn(ada), await world.signIn(ada)];
	for (const query of ["", "?others=", "?others=false", "?others=1"])
		assertRefused(await ada.delete(`${path}${query}`), 400, "invalid_request", "others");
	assert.equal((await ada.delete(`${path}?others=true`)).status, 204);
	for (const other of others) assertRefused(await other.get("/api/account"), 401, "unauthenticated");
	assert.equal((await ada.delete(`${path}?others=true`)).status, 204);
	assert.equal((await ada.get(path)).body.sessions?.length, 1);
	assert.equal((await bob.get("/api/account")).status, 200);
});

test("a user has at most fifty sessions: the least recently used end, and of the ended ones the latest are kept", async () => {
	const kim = await world.createUser("kim");
	/** Active ones that were used hours ago, and ended ones that were created later and used minutes ago. */
	const fill = (userId: number, active: number, ended: number) => sql`
		insert into sessions (user_id, created_at, last_used_at, expires_at, revoked_at)
		select ${userId}::bigint, now() - interval '20 days', now() - make_interval(hours => n), now() + interval '1 day', null::timestamptz
		from generate_series(1, ${active}) n
		union all select ${userId}::bigint, now() - make_interval(mins => n), now() - make_interval(mins => n), now(), now()
		from generate_series(1, ${ended}) n`;
	const old = (userId: number) => sql`
		insert into sessions (user_id, last_used_at, expires_at)
		values (${userId}, now() - interval '61 days', now() - interval '31 days')`;
	const countOf = async (userId: number) => {
		const [row] = await sql<{ active: number; ended: number; old: number }[]>`
			select count(*) filter (where revoked_at is null and expires_at > now())::int as active,
				count(*) filter (where revoked_at is not null)::int as ended,
				count(*) filter (where last_used_at < now() - interval '60 days')::int as old
			from sessions where user_id = ${userId}`;
		return row;
	};
	await fill(kim.id, 52, 110);
	await fill(bob.id, 60, 110);
	for (const { id } of [kim, bob]) await old(id);
	const others = await countOf(bob.id);
	const created = await signIn(phone, undefined, kim.id);
	assert.deepEqual(await countOf(kim.id), { active: 50, ended: 98, old: 0 });
	assert.deepEqual(await countOf(bob.id), others, "other users keep theirs");
	const unused = await sql`select 1 from sessions
		where user_id = ${kim.id} and revoked_at is null and last_used_at < now() - interval '48 hours 30 minutes'`;
	assert.equal(unused.length, 0);
	assert.equal((await sql`select 1 from sessions where id = ${created} and revoked_at is null`).length, 1);
});

test("a sign-in from an unknown device is notified by e-mail, and the next one from it is not", async () => {
	const mail = await MailServer.start();
	try {
		await sql`update users set email = 'ada@example.org', email_verified_at = now() where id = ${ada.id}`;
		await sql`insert into sessions (user_id, user_agent, address, expires_at)
			values (${bob.id}, ${phone}, '203.0.113.0/24', now())`;
		await signIn(phone);
		const { subject, text } = await mail.take("ada@example.org");
		assert.equal(subject, "New sign-in to your account on chat.example.org");
		assert.match(text, /^Safari · iPhone · 203\.0\.113\.0\/24 · \d{4}-\d\d-\d\d \d\d:\d\d UTC$/m);
		assert.match(text, /https:\/\/chat\.example\.org\/settings\/devices/);
		const id = await signIn(phone, "203.0.113.78");
		await sessions.revoke(id ?? "");
		await signIn(phone);
		await signIn(phone, "198.51.100.1");
		assert.match((await mail.take("ada@example.org")).text, /198\.51\.100\.0\/24/);
		for (const other of [phone.replace("Version", "CriOS"), phone.replace(/\([^)]*\)/, "(Macintosh)")]) {
			await signIn(other);
			assert.match((await mail.take("ada@example.org")).text, /^(Chrome · iPhone|Safari · macOS) · /m);
		}
		await sql`insert into users (username, display_name, password_hash, email, email_verified_at)
			values ('new', 'new', 'hash', 'new@example.org', now())`;
		const [row] = await sql<{ id: number }[]>`select id from users where username = 'new'`;
		const client = {
			userAgent: phone,
			address: "203.0.113.1",
			locale: "en",
			provedSecondFactor: false,
			passwordHash: "hash",
		} as const;
		await sessions.create({ userId: row?.id ?? 0, ...client });
		await waitUntil("no e-mail is on its way", async () => (await sql`select 1 from jobs`).length === 0);
		assert.deepEqual(mail.received, [], "neither a known device nor the first sign-in is news");
	} finally {
		config.mail = null;
		config.publicUrl = undefined;
		await mail.close();
	}
});

test("a device is named by its browser and system, and an unknown one has no name", () => {
	const chrome =
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
	assert.deepEqual(deviceOf(chrome), { browser: "Chrome", system: "Windows" });
	assert.deepEqual(deviceOf(`${chrome} Edg/141.0.0.0`), { browser: "Edge", system: "Windows" });
	assert.deepEqual(deviceOf(phone), { browser: "Safari", system: "iPhone" });
	for (const unknown of [null, "", "curl/8", "\u0000", "x".repeat(10_000)])
		assert.deepEqual(deviceOf(unknown), { browser: null, system: null });
});
