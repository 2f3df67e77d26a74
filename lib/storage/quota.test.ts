import assert from "node:assert/strict";
import { statfs } from "node:fs/promises";
import { after, afterEach, before, test } from "node:test";
import sharp from "sharp";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { TestServer } from "@/test/support/test-server";
import { collectGarbage } from "../attachments/garbage-collect";
import * as sessions from "../auth/sessions";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { reserveDisk } from "./quota";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let channelId: number;
let serverId: number;
const bounds = () => {
	const { maxBytesPerUser, maxStorageBytes, minFreeBytes } = config;
	return { maxBytesPerUser, maxStorageBytes, minFreeBytes };
};
let usual: ReturnType<typeof bounds>;

before(async () => {
	world = await TestServer.open();
	[ada, bob] = (await world.createUsers("ada", "bob")) as [ApiClient, ApiClient];
	({ channelId, serverId } = await ada.createServer("Loaf", { visibility: "public" }));
	await bob.join(serverId);
	usual = bounds();
});
afterEach(() => Object.assign(config, usual));
after(() => world.close());

const hundred = Buffer.alloc(100_000, "x");
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).sort();
const removeAll = async (person: ApiClient) => {
	for (const { id } of await sql`select id from attachments where uploader_id = ${person.id}`)
		await person.delete(`/api/attachments/${id}`);
};

test("one user's concurrent uploads cannot exceed their limit together, and deletions make room", async () => {
	config.maxBytesPerUser = 250_000;
	const answers = await Promise.all([1, 2, 3, 4].map((n) => ada.upload(channelId, `${n}`, hundred)));
	assert.deepEqual(statuses(answers), [201, 201, 413, 413]);
	const full = answers.find(({ status }) => status === 413);
	assert.match(full?.body.error?.message ?? "", /Delete some/);
	assert.deepEqual(
		{ ...full?.body.error, message: "" },
		{ code: "quota_full", message: "", quota: "user", limit: 250_000, used: 200_000 },
	);
	assert.equal((await bob.upload(channelId, "his", hundred)).status, 201);
	await removeAll(ada);
	assert.equal((await ada.upload(channelId, "again", hundred)).status, 201);
	await Promise.all([removeAll(ada), removeAll(bob)]);
});

test("a small file with a large thumbnail counts with both sizes", async () => {
	const noise = Buffer.from(Array.from({ length: 840 * 840 }, (_, n) => (n * 2654435761) >>> 24));
	const picture = await sharp(noise, { raw: { width: 840, height: 840, channels: 1 } })
		.avif({ quality: 1 })
		.toBuffer();
	const file = await ada.uploadOk(channelId, "noise.avif", picture);
	const [row] = await sql<
		{ thumbnail: number }[]
	>`select thumbnail_size as thumbnail from attachments where id = ${file.id}`;
	assert.ok(row && row.thumbnail > 0);
	config.maxBytesPerUser = picture.length * 2 + row.thumbnail - 1;
	assertRefused(await ada.upload(channelId, "noise.avif", picture), 413, "quota_full");
	await removeAll(ada);
});

test("all users' concurrent uploads cannot exceed the instance's limit together, and deleted files do not count", async () => {
	await collectGarbage();
	config.maxStorageBytes = 250_000;
	const answers = await Promise.all([ada, bob, ada, bob].map((person) => person.upload(channelId, "x", hundred)));
	assert.deepEqual(statuses(answers), [201, 201, 413, 413]);
	for (const { status, body } of answers) if (status === 413) assert.equal(body.error?.quota, "instance");
	await Promise.all([removeAll(ada), removeAll(bob)]);
	assert.equal((await bob.upload(channelId, "x", hundred)).status, 201);
	await removeAll(bob);
});

test("part of the disk stays free for the database: uploads in progress count as stored", async () => {
	const { bavail, bsize } = await statfs(config.filesDir);
	const free = bavail * bsize;
	config.minFreeBytes = free / 2;
	const release = await reserveDisk(free * 0.4);
	await assert.rejects(reserveDisk(free * 0.4), { code: "storage_full" });
	assertRefused(
		await ada.call("POST", `/api/channels/${channelId}/attachments`, {
			headers: { "content-type": "multipart/form-data; boundary=x" },
			body: "x",
		}),
		400,
		"invalid_request",
	);
	release();
	(await reserveDisk(free * 0.4))();
	assert.equal(appState().disk.reserved, 0);
	config.minFreeBytes = free * 2;
	assertRefused(await ada.upload(channelId, "x", hundred), 507, "storage_full");
	assert.equal(appState().disk.reserved, 0);
});

test("a user has at most fifty sessions: another one ends the least recently used", async () => {
	const dora = await world.createUser("dora");
	const former = await world.signIn(dora);
	await sessions.revoke(former.sessionId);
	const older = await world.signIn(dora);
	await sql`update sessions set revoked_at = now(), last_used_at = now() - interval '60 days' where id = ${older.sessionId}`;
	const carol = await world.createUser("carol");
	const createSession = () =>
		sessions.create({
			userId: carol.id,
			userAgent: null,
			address: "",
			locale: "en",
			provedSecondFactor: false,
			passwordHash: "none that matches",
		});
	for (let n = 0; n < 49; n++) await createSession();
	assert.equal((await carol.get("/api/account")).status, 200);
	await sql`update sessions set last_used_at = now() - interval '1 day' where id = ${carol.sessionId}`;
	const newest = await world.signIn(carol);
	assertRefused(await carol.get("/api/account"), 401, "unauthenticated");
	assert.equal((await newest.get("/api/account")).status, 200);
	await sessions.revoke((await createSession()) ?? "");
	await createSession();
	const active = sql`select 1 from sessions where user_id = ${carol.id} and revoked_at is null`;
	assert.equal((await active).length, 50, "one that ended takes no place");
	await sql`update sessions set created_at = now() - interval '1 day', last_used_at = now() + interval '1 hour'
		where id = ${newest.sessionId}`;
	for (let n = 0; n < 60; n++) await createSession();
	await world.signIn(dora);
	await createSession();
	assert.equal((await newest.get("/api/account")).status, 200, "the oldest stays while it is used");
	const [rows] = await sql<{ all: number; active: number }[]>`
		select count(*)::int as all, count(*) filter (where revoked_at is null)::int as active
		from sessions where user_id = ${carol.id}`;
	assert.deepEqual({ ...rows }, { all: 101, active: 50 });
	assert.equal((await dora.get("/api/account")).status, 200, "those of others stay");
	const kept = await sql`select id from sessions where id in (${former.sessionId}, ${older.sessionId})`;
	assert.deepEqual([...kept], [{ id: former.sessionId }]);
});
