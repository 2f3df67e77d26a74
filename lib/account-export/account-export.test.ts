import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { inflateRawSync } from "node:zlib";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, channelId, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { waitUntil } from "@/test/support/socket-client";
import { collectGarbage } from "../attachments/garbage-collect";
import { appState } from "../process/app-state";
import { accountExport } from "./account-export-queue";
import { sectionsOf } from "./sections";

setUpCommunity("Contour");

const request = (by = bob) => by.post("/api/account/export");
const get = async (by = bob) => (await by.get("/api/account/export")).body.export ?? null;
const download = (by = bob) => by.get("/api/account/export/file");
const ready = () => waitUntil("the export is ready", async () => (await get())?.state === "ready");

afterEach(() => sql`truncate account_exports, jobs`);

/** Requests of bob and, at the same moment, of ada, which no job has begun; and the payload of bob's job. */
async function requestOfBoth(): Promise<{ userId: number; requestedAt: string; locale: "en" }> {
	const [row] = await sql<{ at: Date }[]>`
		insert into account_exports (user_id, requested_at) select id, date_trunc('milliseconds', now()) from users
		where id in (${bob.id}, ${ada.id}) returning requested_at as at`;
	return { userId: bob.id, requestedAt: row?.at.toISOString() ?? "", locale: "en" };
}

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

test("of two requests at once one begins an export, and the exports of others neither hinder it nor end", async () => {
	const commit = await holdTransaction(async (tx) => {
		await tx`select 1 from users where id = ${bob.id} for no key update`;
		await tx`insert into account_exports (user_id) values (${bob.id})`;
	});
	const second = request();
	await waitsFor("for no key update");
	await commit();
	assertRefused(await second, 429, "rate_limited");
	assert.equal((await request(ada)).status, 202);
	assert.notEqual(await get(), null);
});

test("contains the user's data, and nothing that only others have written", async () => {
	const announced = { systemMessages: { joinedChannelId: channelId } };
	assert.equal((await ada.patch(`/api/servers/${serverId}`, announced)).status, 200);
	await bob.leave(serverId);
	await bob.join(serverId);
	await eve.join(serverId);
	await ada.createRole(serverId, "Potters", {}, bob);
	await ada.createRole(serverId, "Others", {}, ada);
	await addThingsOfAda();
	const file = await bob.uploadOk(channelId, "a.txt", "hello");
	const { seq } = await bob.sendMessage(channelId, "Mine", { attachmentIds: [file.id] });
	const hers = await ada.sendMessage(channelId, "Hers alone");
	const regretted = await bob.sendMessage(channelId, "Regretted");
	assert.equal((await bob.delete(`/api/channels/${channelId}/messages/${regretted.seq}`)).status, 204);
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
	for (const [subject, reason] of [
		["eve", "Meant for eve"],
		["bob", "Before they came"],
	] as const)
		await ada.post(`/api/servers/${serverId}/moderation-actions`, { subject, sanction: { kind: "warn" }, reason });
	await sql`update moderation_actions set was_member = false where reason = 'Before they came'`;
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
	const { username, pronouns, timeZone, formerUsernames } = files["account.jsonl"]?.[0] ?? {};
	assert.deepEqual([username, pronouns, timeZone, formerUsernames], ["bob", "he/him", "Asia/Seoul", []]);
	assert.deepEqual(files["settings.jsonl"]?.[0]?.account, { theme: "dark" });
	const { blocked, notifications } = files["settings.jsonl"]?.[0] ?? {};
	const ofServer = { serverId, level: null, mutedUntil: null };
	assert.deepEqual([blocked, notifications], [[], { servers: [ofServer], channels: [] }]);
	assert.deepEqual(
		files["servers.jsonl"]?.map(({ name, roles }) => [name, roles]),
		[["Contour", ["Potters"]]],
	);
	assert.deepEqual(files["settings.jsonl"]?.[0]?.keywords, ["kiln"]);
	const messages = files["messages.jsonl"] ?? [];
	assert.deepEqual(
		messages.map(({ content }) => content),
		["Mine", "Once seen"],
	);
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
	for (const [name, field, value] of [
		["files", "path", `/api/attachments/${file.id}`],
		["reactions", "emoji", "🔥"],
		["saved", "seq", hers.seq],
		["drafts", "content", "Not sent"],
		["moderation-actions", "reason", "Be kind"],
	] as const)
		assert.deepEqual(
			files[`${name}.jsonl`]?.map((row) => row[field]),
			[value],
			name,
		);
	assert.equal(files["sessions.jsonl"]?.length, 1);
	assert.doesNotMatch(JSON.stringify(files), /Hers alone|For moderators|secret-name|none that matches/);
});

/** One of each thing that is in an export, of another user. */
async function addThingsOfAda(): Promise<void> {
	await ada.createServer("Hers");
	const { seq } = await ada.sendMessage(channelId, "Hers alone");
	const message = `/api/channels/${channelId}/messages/${seq}`;
	for (const path of [`${message}/reactions/${encodeURIComponent("👍")}`, `${message}/saved`, "/api/users/bob/block"])
		assert.equal((await ada.put(path)).status, 204, path);
	await ada.put(`/api/channels/${channelId}/draft`, { content: "Hers alone" });
	await ada.uploadOk(channelId, "hers.txt", "hers");
	await sql`insert into channel_levels (user_id, channel_id, level) values (${ada.id}, ${channelId}, 'all')`;
	await sql`insert into held_usernames (username, user_id, until) values ('adelaide', ${ada.id}, now() + interval '1 day')`;
}

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
	await sql`insert into account_exports (user_id, key, size, ready_at)
		values (${bob.id}, ${row?.key ?? ""}, 9, now())`;
	assertRefused(await download(), 404, "not_found");
});

test("pages of equal times lose and repeat nothing, and an interrupted job leaves nothing and can be repeated", async () => {
	const many = await ada.createChannel(serverId, "many");
	await sql`insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content, created_at)
		select ${many}, n, n, n, gen_random_uuid(), ${bob.id}, 'many ' || n, '2026-01-01' from generate_series(1, 4500) n`;
	await sql`update channels set last_seq = 4500, last_rev = 4500 where id = ${many}`;
	const payload = await requestOfBoth();
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
	const { state, progress } = (await get(ada)) ?? {};
	assert.deepEqual([state, progress], ["working", 0], "the export of another user goes on");
	const seqs = (linesIn(bytes)["messages.jsonl"] ?? []).flatMap(({ channelId, seq }) =>
		channelId === many ? [seq] : [],
	);
	assert.deepEqual(
		seqs,
		Array.from({ length: 4500 }, (_, n) => n + 1),
	);
});

test("files, reactions and saved messages are read page by page, each once", async () => {
	const long = await bob.createServer("Long");
	const { seq } = await bob.sendMessage(long.channelId, "Much liked");
	await sql`insert into attachments (channel_id, uploader_id, name, type, kind, size, key)
		select ${long.channelId}, ${bob.id}, 'n', 'text/plain', 'file', 0, 'long/' || n from generate_series(1, 2001) n`;
	await sql`insert into reactions (channel_id, seq, emoji, user_id)
		select ${long.channelId}, ${seq}, 'long ' || n, ${bob.id} from generate_series(1, 2001) n`;
	await sql`insert into saved (user_id, channel_id, seq)
		select ${bob.id}, channel_id, seq from messages where author_id = ${bob.id} order by 2, 3 limit 2001`;
	for (const { name, pages } of sectionsOf(bob.id).filter(({ name }) =>
		["files", "reactions", "saved"].includes(name),
	)) {
		const rows: string[] = [];
		for await (const page of pages) {
			rows.push(...page.map((row) => JSON.stringify(row)));
			if (rows.length > 4000) break;
		}
		assert.ok(rows.length > 2000, name);
		assert.equal(new Set(rows).size, rows.length, name);
	}
	await bob.delete(`/api/servers/${long.serverId}`);
});

test("an archive that a later request has replaced while it was written is deleted", async () => {
	const payload = await requestOfBoth();
	const { storage } = appState();
	const { put } = storage;
	let stored = "";
	storage.put = async (key, path) => {
		await put.call(storage, key, path);
		stored = key;
		await sql`update account_exports set requested_at = requested_at + interval '1 second'`;
	};
	try {
		await accountExport.handle(payload, { attempt: 1, signal: new AbortController().signal });
	} finally {
		storage.put = put;
	}
	assert.deepEqual([(await get())?.state, (await get(ada))?.state], ["working", "working"]);
	await waitUntil("the file is gone", async () => stored !== "" && (await storage.get(stored)) === null);
});

test("after the last attempt it has failed, and no export of another user has", async () => {
	const payload = await requestOfBoth();
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
	assert.deepEqual([(await get())?.state, (await get(ada))?.state], ["failed", "working"]);
});
