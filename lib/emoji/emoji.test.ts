import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { test } from "node:test";
import sharp from "sharp";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { addEmoji, framesOf, picture } from "@/test/support/emoji";
import { waitUntil } from "@/test/support/socket-client";
import { collectGarbage } from "../attachments/garbage-collect";
import { appState } from "../process/app-state";
import { config } from "../process/config";

setUpCommunity();

const path = (of = serverId) => `/api/servers/${of}/emoji`;
const namesOf = async (person: ApiClient, of = serverId) =>
	(await person.get(path(of))).body.emoji?.map(({ name }) => name);
const files = () =>
	existsSync(config.filesDir)
		? readdirSync(config.filesDir, { recursive: true, encoding: "utf8" }).filter((name) => /\w{32}|-/.test(name))
		: [];
/** A member of a new server of ada's who may manage its emoji. */
async function createKeeper(): Promise<{ keeper: ApiClient; serverId: number }> {
	const { serverId } = await ada.createServer("Kiln");
	const keeper = await world.createUser(`keeper${serverId}`);
	await keeper.join(serverId);
	await ada.createRole(serverId, "Keepers", { permissions: ["manage_emoji"] }, keeper);
	return { keeper, serverId };
}

test("only members with manage_emoji change a server's emoji, and a hidden server looks like one that never was", async () => {
	const { serverId: hidden } = await ada.createServer("Cellar", { visibility: "private" });
	const id = await addEmoji(ada, serverId, "guarded");
	const ofHidden = await addEmoji(ada, hidden, "guarded");
	const png = await picture("#123");
	for (const [person, status, code] of [
		[world.guest(), 401, "unauthenticated"],
		[bob, 403, "forbidden"],
		[eve, 403, "forbidden"],
	] as const) {
		assertRefused(await person.uploadEmoji(serverId, "mine", png), status, code);
		assertRefused(await person.patch(`${path()}/${id}`, { name: "mine" }), status, code);
		assertRefused(await person.delete(`${path()}/${id}`), status, code);
	}
	assertRefused(await eve.get(path()), 403, "not_member");
	await eve.createServer("Her own");
	const never = await eve.get(path(999_999));
	assertRefused(never, 404, "server_not_found");
	for (const answer of [
		await eve.get(path(hidden)),
		await eve.uploadEmoji(hidden, "mine", png),
		await eve.patch(`${path(hidden)}/${ofHidden}`, { name: "mine" }),
		await eve.delete(`${path(hidden)}/${ofHidden}`),
	])
		assert.deepEqual([answer.status, answer.text], [404, never.text]);
	// The picture is for members alone, also of a public server.
	const unknown = await eve.get("/api/emoji/999999");
	assertRefused(unknown, 404, "emoji_not_found");
	for (const picturePath of [`/api/emoji/${id}`, `/api/emoji/${id}/still`, `/api/emoji/${ofHidden}`, "/api/emoji/x"]) {
		assert.equal((await eve.get(picturePath)).text, unknown.text);
		assertRefused(await world.guest().get(picturePath), 401, "unauthenticated");
	}
	// An emoji under another server is unknown there.
	for (const call of [
		await ada.patch(`${path()}/${ofHidden}`, { name: "other" }),
		await ada.delete(`${path()}/${ofHidden}`),
		await ada.patch(`${path()}/999999`, "{"),
		await ada.delete(`${path()}/x`),
	])
		assertRefused(call, 404, "emoji_not_found");
});

test("an emoji is 128 pixels square with transparent edges, without metadata, cached for good, and the same for all its names", async () => {
	const { keeper, serverId } = await createKeeper();
	const wide = await sharp({ create: { width: 200, height: 50, channels: 3, background: "#f00" } })
		.withExif({ IFD0: { Copyright: "somebody" } })
		.jpeg()
		.toBuffer();
	const { status, text, body } = await keeper.uploadEmoji(
		serverId,
		"wide",
		Buffer.concat([wide, Buffer.from("<script>alert(1)</script>PK\x03\x04")]),
	);
	assert.equal(status, 201, text);
	const { id = 0, animated, creator } = body.emoji ?? {};
	assert.deepEqual([animated, creator?.username], [false, keeper.username]);
	const answer = await ada.get(`/api/emoji/${id}`);
	assert.deepEqual(
		["cache-control", "content-type", "x-content-type-options", "content-security-policy"].map(
			(name) => answer.headers[name],
		),
		["private, max-age=31536000, immutable", "image/webp", "nosniff", "sandbox; default-src 'none'"],
	);
	const { data, info } = await sharp(answer.bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
	assert.deepEqual([info.width, info.height], [128, 128]);
	const alphaAt = (x: number, y: number) => data[(y * 128 + x) * 4 + 3];
	assert.deepEqual([alphaAt(64, 4), alphaAt(64, 64)], [0, 255]);
	for (const trace of ["somebody", "<script>", "PK\x03\x04"]) assert.ok(!answer.bytes.includes(trace), trace);
	assert.equal((await keeper.patch(`${path(serverId)}/${id}`, { name: "other" })).body.emoji?.name, "other");
	const headers = { "if-none-match": String(answer.headers.etag) };
	assert.equal((await ada.call("GET", `/api/emoji/${id}`, { headers })).status, 304);
	assert.ok((await ada.get(`/api/emoji/${id}/still`)).bytes.equals(answer.bytes));
});

test("an animated picture keeps its frames, its still picture has one, and more than 150 frames are refused", async () => {
	const { keeper, serverId } = await createKeeper();
	for (const [name, bytes] of [
		["gif", await framesOf(3).gif().toBuffer()],
		["webp", await framesOf(3).webp().toBuffer()],
	] as const) {
		const { body, text } = await keeper.uploadEmoji(serverId, name, bytes);
		assert.equal(body.emoji?.animated, true, text);
		const pages = async (url: string) => (await sharp((await ada.get(url)).bytes).metadata()).pages ?? 1;
		assert.deepEqual(
			[await pages(`/api/emoji/${body.emoji?.id}`), await pages(`/api/emoji/${body.emoji?.id}/still`)],
			[3, 1],
		);
	}
	assert.equal((await keeper.uploadEmoji(serverId, "most", await framesOf(150).gif().toBuffer())).status, 201);
	assertRefused(
		await keeper.uploadEmoji(serverId, "more", await framesOf(151).gif().toBuffer()),
		400,
		"invalid_request",
		"file",
	);
});

test("rejects hostile uploads, and keeps nothing of them", async () => {
	const { keeper, serverId } = await createKeeper();
	const png = await picture("#0a0");
	const bomb = Buffer.from(png);
	bomb.writeUInt32BE(60_000, 16);
	bomb.writeUInt32BE(60_000, 20);
	/** A GIF that claims to be as large as allowed, many times over. */
	const swollen = await framesOf(17).gif().toBuffer();
	swollen.writeUInt16LE(2000, 6);
	swollen.writeUInt16LE(2000, 8);
	const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>';
	const stored = files().length;
	for (const [what, bytes, status, code] of [
		["SVG", svg, 415, "unsupported_media_type"],
		["HTML that begins like a GIF", `GIF89a/*${"<html><script>alert(1)</script>"}`, 415, "unsupported_media_type"],
		["a PDF", "%PDF-1.7\n", 415, "unsupported_media_type"],
		["a bomb", bomb, 400, "invalid_request"],
		["frames of many pixels", swollen, 400, "invalid_request"],
		["half a picture", png.subarray(0, png.length / 2), 400, "invalid_request"],
		["nothing", "", 400, "invalid_request"],
		["too many bytes", Buffer.concat([png, Buffer.alloc(512 * 1024)]), 413, "too_large"],
	] as const) {
		const answer = await keeper.uploadEmoji(serverId, "hostile", bytes);
		assert.deepEqual([answer.status, answer.body.error?.code], [status, code], `${what}: ${answer.text}`);
	}
	// A picture with a page behind it is drawn anew, so nothing of the page is left.
	const polyglot = await keeper.uploadEmoji(serverId, "polyglot", Buffer.concat([png, Buffer.from(svg)]));
	assert.equal(polyglot.status, 201, polyglot.text);
	assert.ok(!(await ada.get(`/api/emoji/${polyglot.body.emoji?.id}`)).bytes.includes("<svg"));
	await waitUntil("one file is left", () => files().length === stored + 1);
});

test("a name is 2 to 32 of a-z, 0-9 and _, and unique among the emoji that are not removed", async () => {
	const { keeper, serverId } = await createKeeper();
	const png = await picture("#00f");
	for (const name of [null, "", "a", "x".repeat(33), "Kiln", "ki ln", "ki-ln", "가마", ":kiln:", "kiln\n", "__proto__"])
		assertRefused(await keeper.uploadEmoji(serverId, name, png), 400, "invalid_request", "name");
	const kiln = await addEmoji(keeper, serverId, "kiln");
	const other = await addEmoji(keeper, serverId, "constructor");
	assertRefused(await keeper.uploadEmoji(serverId, "kiln", png), 409, "name_taken");
	const rename = (id: number, body: unknown) => keeper.patch(`${path(serverId)}/${id}`, body);
	assertRefused(await rename(other, { name: "kiln" }), 409, "name_taken");
	for (const body of [{ name: "K" }, { name: 1 }, { name: null }, { name: "fine", colour: "red" }])
		assertRefused(await rename(other, body), 400, "invalid_request");
	assert.equal((await rename(kiln, {})).body.emoji?.name, "kiln");
	assert.equal((await rename(kiln, { name: "kiln" })).status, 200);
	assert.equal((await keeper.delete(`${path(serverId)}/${kiln}`)).status, 204);
	assert.equal((await keeper.delete(`${path(serverId)}/${kiln}`)).status, 204);
	assertRefused(await rename(kiln, { name: "oven" }), 404, "emoji_not_found");
	assert.equal((await rename(other, { name: "kiln" })).status, 200);
	assert.deepEqual(await namesOf(ada, serverId), ["kiln"]);
	// Messages that were written with it still show it.
	assert.equal((await ada.get(`/api/emoji/${kiln}`)).status, 200);
});

test("of two emoji with the same name at once one is added; a server has 500 at most; a sender's files are counted", async () => {
	const { keeper, serverId } = await createKeeper();
	const png = await picture("#999");
	const answers = await Promise.all([keeper, ada, keeper].map((person) => person.uploadEmoji(serverId, "same", png)));
	assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
	await sql`
		insert into emoji (server_id, name, key, hash, animated, size, creator_id, deleted_at)
		select ${serverId}, 'n' || n, 'aa/' || md5(${serverId} || '-' || n), '', false, 1, ${ada.id},
			case when n > 507 then now() end from generate_series(10, 510) n`;
	const last = await Promise.all(["one", "two"].map((name) => keeper.uploadEmoji(serverId, name, png)));
	assert.deepEqual(last.map(({ status }) => status).sort(), [201, 403]);
	assert.equal((await namesOf(ada, serverId))?.length, 500);
	const { maxBytesPerUser } = config;
	config.maxBytesPerUser = 100;
	const another = await ada.createServer("Quota");
	assertRefused(await ada.uploadEmoji(another.serverId, "full", png), 413, "quota_full");
	config.maxBytesPerUser = maxBytesPerUser;
});

test("the list has an ETag, members receive each change, and the audit log keeps it", async () => {
	const { keeper, serverId } = await createKeeper();
	await bob.join(serverId);
	const client = await bob.connect();
	const outsider = await eve.connect();
	const id = await addEmoji(keeper, serverId, "kiln");
	assert.equal((await client.waitFor("emoji", ({ emoji }) => emoji?.name === "kiln")).emojiId, id);
	const first = await bob.get(path(serverId));
	const headers = { "if-none-match": String(first.headers.etag) };
	assert.equal((await bob.call("GET", path(serverId), { headers })).status, 304);
	await keeper.patch(`${path(serverId)}/${id}`, { name: "oven" });
	await client.waitFor("emoji", ({ emoji }) => emoji?.name === "oven");
	await keeper.patch(`${path(serverId)}/${id}`, { name: "oven" });
	assert.equal((await bob.call("GET", path(serverId), { headers })).status, 200);
	await keeper.delete(`${path(serverId)}/${id}`);
	await keeper.delete(`${path(serverId)}/${id}`);
	await client.waitFor("emoji", ({ emojiId, emoji }) => emojiId === id && emoji === null);
	assert.deepEqual(outsider.of("emoji"), []);
	const entries = (await ada.get(`/api/servers/${serverId}/audit-log?actor=${keeper.username}`)).body.entries;
	assert.deepEqual(
		entries?.map(({ action, emoji, subject, moderationAction }) => [
			action,
			emoji,
			subject?.username,
			moderationAction,
		]),
		[
			["emoji_removed", { id, name: "oven" }, keeper.username, null],
			["emoji_renamed", { id, name: "oven", before: "kiln" }, keeper.username, null],
			["emoji_added", { id, name: "kiln" }, keeper.username, null],
		],
	);
	client.close();
	outsider.close();
});

test("a member who loses the permission or leaves during the upload adds nothing", async () => {
	const { keeper, serverId } = await createKeeper();
	const { storage } = appState();
	const gif = await framesOf(2).gif().toBuffer();
	const stored = files().length;
	const uploadWhile = async (act: () => Promise<unknown>) => {
		let acted = false;
		appState().storage = {
			put: async (key, from) => {
				if (!acted) await act();
				acted = true;
				return storage.put(key, from);
			},
			get: storage.get.bind(storage),
			remove: storage.remove.bind(storage),
			list: storage.list.bind(storage),
		};
		const answer = await keeper.uploadEmoji(serverId, "late", gif);
		appState().storage = storage;
		return answer;
	};
	const timeout = `/api/servers/${serverId}/members/${keeper.username}/timeout`;
	const until = new Date(Date.now() + 600_000).toISOString();
	assertRefused(await uploadWhile(() => ada.put(timeout, { until })), 403, "timed_out");
	await ada.put(timeout, { until: null });
	assertRefused(await uploadWhile(() => keeper.leave(serverId)), 403, "not_member");
	assert.deepEqual(await namesOf(ada, serverId), []);
	await waitUntil("nothing is left", () => files().length === stored);
});

test("garbage collection keeps the pictures of emoji, also of removed ones, and a deleted server takes them along", async () => {
	const { keeper, serverId } = await createKeeper();
	const before = files().length;
	const { body } = await keeper.uploadEmoji(serverId, "moves", await framesOf(2).gif().toBuffer());
	await keeper.delete(`${path(serverId)}/${body.emoji?.id}`);
	const [row] = await sql<{ key: string }[]>`select key from emoji where id = ${body.emoji?.id ?? 0}`;
	const { storage } = appState();
	const removed: string[] = [];
	const old = new Date(Date.now() - 3 * 86_400_000);
	appState().storage = {
		put: storage.put.bind(storage),
		get: storage.get.bind(storage),
		remove: async (key) => void removed.push(key),
		async *list() {
			for (const key of [row?.key ?? "", `${row?.key}-thumbnail`, "ab/abababababababababababababababab"])
				yield { key, at: old };
		},
	};
	await collectGarbage();
	appState().storage = storage;
	assert.deepEqual(removed, ["ab/abababababababababababababababab"]);
	assert.equal((await ada.delete(`/api/servers/${serverId}`)).status, 204);
	await waitUntil("its files are gone", () => files().length === before);
	assertRefused(await ada.get(`/api/emoji/${body.emoji?.id}`), 404, "emoji_not_found");
});
