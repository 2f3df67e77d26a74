import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { inflateRawSync } from "node:zlib";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, channelId, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { waitUntil } from "@/test/support/socket-client";
import { collectGarbage } from "../attachments/garbage-collect";
import { appState } from "../process/app-state";
import { accountExport } from "./account-export-queue";

setUpCommunity("Contour");

const request = (by = bob) => by.post("/api/account/export");
const get = async (by = bob) => (await by.get("/api/account/export")).body.export ?? null;
const download = (by = bob) => by.get("/api/account/export/file");
const ready = () => waitUntil("the export is ready", async () => (await get())?.state === "ready");

afterEach(() => sql`truncate account_exports, jobs`);

/** The files in a zip, with the lines of each, as an independent reader of the format finds them. */
function linesIn(zip: Buffer): Record<string, Record<string, unknown>[]> {
	const files: Record<string, Record<string, unknown>[]> = {};
	const end = zip.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
	let at = zip.readUInt32LE(end + 16);
	for (let n = zip.readUInt16LE(end + 10); n > 0; n--) {
		const [size, nameSize, extraSize, commentSize, start] = [
			zip.readUInt32LE(at + 20),
			zip.readUInt16LE(at + 28),
			zip.readUInt16LE(at + 30),
			zip.readUInt16LE(at + 32),
			zip.readUInt32LE(at + 42),
		];
		const name = zip.toString("utf8", at + 46, at + 46 + nameSize);
		const data = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
		const text = inflateRawSync(zip.subarray(data, data + size)).toString();
		files[name] = text.split("\n").flatMap((line) => (line ? [JSON.parse(line)] : []));
		at += 46 + nameSize + extraSize + commentSize;
	}
	return files;
}

test("needs a session that has authenticated recently, once a day; a failed one may be repeated at once", async () => {
	assertRefused(await request(world.guest()), 401, "unauthenticated");
	assertRefused(await bob.post("/api/account/export", { all: true }), 400, "invalid_request", "all");
	await sql`update sessions set reauthenticated_at = now() - interval '1 hour' where user_id = ${bob.id}`;
	assertRefused(await request(), 403, "reauthentication_required");
	await sql`update sessions set reauthenticated_at = now() where user_id = ${bob.id}`;
	assert.equal((await request()).status, 202);
	assertRefused(await request(), 429, "rate_limited");
	await sql`update account_exports set failed_at = now(), key = null, size = null, ready_at = null`;
	assert.equal((await get())?.state, "failed");
	assert.equal((await request()).status, 202);
	await ready();
	await sql`update account_exports set requested_at = now() - interval '1 day'`;
	assert.equal((await request()).status, 202);
});

test("contains the user's data, and nothing that only others have written", async () => {
	const file = await bob.uploadOk(channelId, "a.txt", "hello");
	const { seq } = await bob.sendMessage(channelId, "Mine", { attachmentIds: [file.id] });
	const hers = await ada.sendMessage(channelId, "Hers alone");
	await bob.put(`/api/channels/${channelId}/messages/${hers.seq}/reactions/${encodeURIComponent("🔥")}`);
	await bob.put(`/api/channels/${channelId}/messages/${hers.seq}/saved`);
	await bob.put(`/api/channels/${channelId}/draft`, { content: "Not sent" });
	await bob.put("/api/account/keywords", { keywords: ["kiln"] });
	await bob.put("/api/account/settings", { theme: "dark" });
	await bob.patch("/api/account", { pronouns: "he/him", timeZone: "Asia/Seoul" });
	const secret = await ada.createChannel(serverId, "secret-name");
	await bob.sendMessage(secret, "Once seen");
	await ada.patch(`/api/channels/${secret}`, { private: true });
	await ada.post(`/api/servers/${serverId}/moderation-actions`, {
		subject: "bob",
		sanction: { kind: "warn" },
		reason: "Be kind",
		note: "For moderators",
	});
	await request();
	await ready();
	const answer = await download();
	assert.equal(answer.status, 200);
	assert.equal(answer.headers["content-type"], "application/zip");
	assert.match(answer.headers["content-disposition"] ?? "", /^attachment; filename="hearth-bob-[\d-]+\.zip"$/);
	const files = linesIn(answer.bytes);
	assert.deepEqual(
		Object.keys(files),
		"account servers settings messages files reactions saved drafts sessions moderation-actions"
			.split(" ")
			.map((name) => `${name}.jsonl`),
	);
	const { username, pronouns, timeZone } = files["account.jsonl"]?.[0] ?? {};
	assert.deepEqual([username, pronouns, timeZone], ["bob", "he/him", "Asia/Seoul"]);
	assert.deepEqual(files["settings.jsonl"]?.[0]?.account, { theme: "dark" });
	assert.equal(files["servers.jsonl"]?.[0]?.name, "Contour");
	assert.deepEqual(files["settings.jsonl"]?.[0]?.keywords, ["kiln"]);
	const messages = files["messages.jsonl"] ?? [];
	const { createdAt, ...mine } = messages.find((message) => message.content === "Mine") ?? {};
	assert.match(String(createdAt), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
	assert.deepEqual(mine, {
		serverId,
		server: "Contour",
		channel: "general",
		channelId,
		seq,
		editedAt: null,
		content: "Mine",
		replyTo: null,
		poll: null,
		attachments: ["a.txt"],
	});
	const { channelId: place, channel } = messages.find((message) => message.content === "Once seen") ?? {};
	assert.deepEqual([place, channel], [secret, null]);
	assert.equal(files["files.jsonl"]?.[0]?.path, `/api/attachments/${file.id}`);
	assert.equal(files["reactions.jsonl"]?.[0]?.emoji, "🔥");
	assert.equal(files["saved.jsonl"]?.[0]?.seq, hers.seq);
	assert.equal(files["drafts.jsonl"]?.[0]?.content, "Not sent");
	assert.equal(files["sessions.jsonl"]?.length, 1);
	assert.equal(files["moderation-actions.jsonl"]?.[0]?.reason, "Be kind");
	assert.doesNotMatch(JSON.stringify(files), /Hers alone|For moderators|secret-name|none that matches/);
});

test("is for its user alone, for 7 days, and is deleted with its file afterwards", async () => {
	await request();
	await ready();
	for (const other of [ada, eve]) assertRefused(await download(other), 404, "not_found");
	assertRefused(await download(world.guest()), 401, "unauthenticated");
	const part = await bob.call("GET", "/api/account/export/file", { headers: { range: "bytes=0-1" } });
	assert.deepEqual([part.status, part.text], [206, "PK"]);
	const [row] = await sql<{ key: string }[]>`select key from account_exports`;
	await collectGarbage();
	assert.equal((await download()).status, 200);
	await sql`update account_exports set ready_at = now() - interval '7 days'`;
	assertRefused(await download(), 404, "not_found");
	assert.equal(await get(), null);
	await collectGarbage();
	assert.equal((await sql`select 1 from account_exports`).length, 0);
	await waitUntil("the file is gone", async () => (await appState().storage.get(row?.key ?? "")) === null);
});

test("pages of equal times lose and repeat nothing, and an interrupted job leaves nothing and can be repeated", async () => {
	const many = await ada.createChannel(serverId, "many");
	await sql`insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content, created_at)
		select ${many}, n, n, n, gen_random_uuid(), ${bob.id}, 'many ' || n, '2026-01-01' from generate_series(1, 4500) n`;
	await sql`update channels set last_seq = 4500, last_rev = 4500 where id = ${many}`;
	const [row] = await sql<
		{ at: Date }[]
	>`insert into account_exports (user_id) values (${bob.id}) returning requested_at as at`;
	const payload = { userId: bob.id, requestedAt: row?.at.toISOString() ?? "", locale: "en" };
	const stopped = new AbortController();
	stopped.abort("stopped");
	await assert.rejects(accountExport.handle(payload, { attempt: 1, signal: stopped.signal }));
	assert.equal((await get())?.state, "working");
	const attempt = { attempt: 2, signal: new AbortController().signal };
	await accountExport.handle({ ...payload, requestedAt: "2020-01-01T00:00:00Z" }, attempt);
	assert.equal((await get())?.state, "working");
	await accountExport.handle(payload, attempt);
	const { bytes } = await download();
	await accountExport.handle(payload, attempt);
	assert.ok(bytes.equals((await download()).bytes), "a job that is begun again writes no second archive");
	const seqs = (linesIn(bytes)["messages.jsonl"] ?? []).flatMap(({ channelId, seq }) =>
		channelId === many ? [seq] : [],
	);
	assert.deepEqual(
		seqs,
		Array.from({ length: 4500 }, (_, n) => n + 1),
	);
});

test("after the last attempt it has failed", async () => {
	const [row] = await sql<
		{ at: Date }[]
	>`insert into account_exports (user_id) values (${bob.id}) returning requested_at as at`;
	const payload = { userId: bob.id, requestedAt: row?.at.toISOString() ?? "", locale: "en" };
	const { storage } = appState();
	const put = storage.put;
	storage.put = () => Promise.reject(new Error("no disk"));
	const { signal } = new AbortController();
	try {
		await assert.rejects(accountExport.handle(payload, { attempt: 4, signal }), /no disk/);
		assert.equal((await get())?.state, "working");
		await assert.rejects(accountExport.handle(payload, { attempt: 5, signal }), /no disk/);
	} finally {
		storage.put = put;
	}
	assert.equal((await get())?.state, "failed");
});
