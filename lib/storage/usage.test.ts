import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { db, sql } from "@/db";
import { open } from "@/db/connection";
import { migrate } from "@/db/migrate";
import type { ApiClient } from "@/test/support/api-client";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { repeatsOf } from "@/test/support/races";
import { openEmptyDatabase } from "@/test/support/test-database";
import { TestServer } from "@/test/support/test-server";
import { collectGarbage } from "../attachments/garbage-collect";
import { countedBytes, mergeUsage } from "./usage";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let serverId: number;
let channelId: number;

before(async () => {
	world = await TestServer.open();
	[ada, bob] = (await world.createUsers("ada", "bob")) as [ApiClient, ApiClient];
	({ serverId, channelId } = await ada.createServer("Loaf", { visibility: "public" }));
	await bob.join(serverId);
});
after(() => world.close());

/** The bytes of a user, server or the instance, as the database has moved them. */
async function bytesOf(kind: "person" | "server" | "instance", id: number): Promise<number> {
	const [row] = await sql<{ bytes: number }[]>`
		select coalesce(sum(bytes), 0)::int as bytes from usage where kind = ${kind} and id = ${id}`;
	return row?.bytes ?? 0;
}
const all = () => Promise.all([bytesOf("person", ada.id), bytesOf("server", serverId), bytesOf("instance", 1)]);

/** The moved sizes are those that a count of all files finds. */
async function assertCounted() {
	const counted = await db.execute<{ kind: string; id: number; bytes: number }>(countedBytes);
	const moved = await sql`
		select kind, id, sum(bytes)::bigint as bytes from usage group by kind, id having sum(bytes) <> 0`;
	const inOrder = (rows: Iterable<object>) => [...rows].map((row) => JSON.stringify(row)).sort();
	assert.deepEqual(inOrder(moved), inOrder(counted));
}

const thousand = Buffer.alloc(1000, "x");

test("a file counts for its user, its server and the instance, until it is deleted", async () => {
	const start = await all();
	const since = async () => (await all()).map((bytes, index) => bytes - (start[index] ?? 0));
	const sent = await ada.uploadOk(channelId, "sent", thousand);
	const unsent = await ada.uploadOk(channelId, "unsent", thousand);
	const { seq } = await ada.sendMessage(channelId, "", { attachmentIds: [sent.id] });
	assert.deepEqual(await since(), [2000, 2000, 2000]);
	await ada.delete(`/api/attachments/${unsent.id}`);
	assert.deepEqual(await since(), [1000, 1000, 1000]);
	await ada.delete(`/api/channels/${channelId}/messages/${seq}`);
	assert.deepEqual(await since(), [0, 0, 0]);
	await assertCounted();
});

test("pictures count for the user or the server that has them, and a replaced one no more", async () => {
	const [ofAda, ofServer, ofInstance] = await all();
	const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: "#a40" } })
		.png()
		.toBuffer();
	for (const address of ["/api/account/avatar", "/api/account/avatar", `/api/servers/${serverId}/icon`])
		assert.equal((await ada.putPicture(address, png)).status, 200);
	const sizes = await sql<{ size: number }[]>`select size from pictures order by purpose`;
	assert.equal(sizes.length, 2);
	const [avatar, icon] = sizes.map(({ size }) => size) as [number, number];
	assert.ok(avatar > 0 && icon > 0);
	assert.deepEqual(await all(), [ofAda + avatar, ofServer + icon, ofInstance + avatar + icon]);
	await ada.delete("/api/account/avatar");
	await ada.delete(`/api/servers/${serverId}/icon`);
	assert.deepEqual(await all(), [ofAda, ofServer, ofInstance]);
});

test("the files of a deleted server count until they are collected, and it leaves no row", async () => {
	const doomed = await ada.createServer("Doomed");
	await ada.uploadOk(doomed.channelId, "x", thousand);
	const before = await bytesOf("person", ada.id);
	await ada.delete(`/api/servers/${doomed.serverId}`);
	assert.deepEqual(
		[await bytesOf("person", ada.id), await bytesOf("server", doomed.serverId)],
		[before, thousand.length],
	);
	await collectGarbage();
	assert.equal(await bytesOf("person", ada.id), before - thousand.length);
	assert.deepEqual([...(await sql`select 1 from usage where kind = 'server' and id = ${doomed.serverId}`)], []);
	await assertCounted();
});

test("no upload waits for the end of another transaction that adds or deletes files", async () => {
	const old = await ada.uploadOk(channelId, "old", thousand);
	const commit = await holdTransaction(async (tx) => {
		await tx`insert into attachments (channel_id, uploader_id, name, type, kind, size, key)
			values (${channelId}, ${ada.id}, 'held', 'text/plain', 'file', 7, 'held')`;
		await tx`delete from attachments where id = ${old.id}`;
	});
	const uploads = [bob.upload(channelId, "x", thousand), ada.upload(channelId, "x", thousand)];
	const isDone = await Promise.race([
		Promise.all([...uploads, mergeUsage()]).then(() => true),
		waitsFor("attachments").then(() => false),
	]);
	await commit();
	assert.ok(isDone);
	assert.deepEqual(
		(await Promise.all(uploads)).map(({ status }) => status),
		[201, 201],
	);
	await assertCounted();
	await mergeUsage();
	assert.deepEqual([...(await sql`select kind, id from usage group by kind, id having count(*) > 1`)], []);
	await assertCounted();
});

test("nothing is lost or counted twice when files come and go at once, also while parts are merged", async () => {
	for (let n = 0; n < repeatsOf(4); n++) {
		await Promise.all([
			...[ada, bob, ada, bob].map(async (user) => {
				const { id } = await user.uploadOk(channelId, "x", thousand);
				if (n % 2 === 0) await user.delete(`/api/attachments/${id}`);
			}),
			mergeUsage(),
			mergeUsage(),
		]);
		await assertCounted();
		await sql`delete from attachments where seq is null`;
	}
	await mergeUsage();
	await assertCounted();
});

test("a database from before the counting starts with the sizes of the files that it has", async () => {
	const database = await openEmptyDatabase();
	const folder = mkdtempSync(join(tmpdir(), "hearth-migrations-"));
	cpSync("db/migrations", folder, { recursive: true });
	const file = join(folder, "meta/_journal.json");
	const journal = JSON.parse(readFileSync(file, "utf8")) as { entries: { tag: string }[] };
	const first = journal.entries.findIndex(({ tag }) => tag.endsWith("_usage"));
	writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, first) }));
	await migrate(database.options, folder);
	rmSync(folder, { recursive: true });
	const old = open(database.options, 1);
	await old`insert into users (username, display_name) values ('ada', 'Ada')`;
	await old`insert into categories (slug, name, position) values ('food', 'Food', 1)`;
	await old`insert into servers (name, category_id, owner_id) select 'Loaf', c.id, u.id from categories c, users u limit 1`;
	await old`insert into channels (server_id, name, creator_id) select id, 'general', owner_id from servers`;
	await old`insert into attachments (channel_id, uploader_id, name, type, kind, size, thumbnail_size, key)
		select id, creator_id, 'a', 'text/plain', 'file', 40, 2, 'a' from channels`;
	await old`insert into attachments (uploader_id, name, type, kind, size, key)
		select id, 'b', 'text/plain', 'file', 100, 'b' from users`;
	await old`insert into emoji (server_id, name, key, hash, animated, size, creator_id)
		select id, 'loaf', 'c', 'c', false, 1000, owner_id from servers`;
	await old.end();
	await migrate(database.options);
	const client = open(database.options, 1);
	const rows = await client`select kind, id, bytes from usage order by kind`;
	assert.deepEqual(rows.map(Object.values), [
		["instance", 1, 1142],
		["person", 1, 1142],
		["server", 1, 1042],
	]);
	await client`delete from attachments`;
	assert.deepEqual((await client`select bytes from usage order by kind`).map(Object.values), [[1000], [1000], [1000]]);
	await client.end();
	await database.stop();
});
