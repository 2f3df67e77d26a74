import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { waitUntil } from "@/test/support/socket-client";
import { nonce, TestServer } from "@/test/support/test-server";
import { incoming } from "../http/multipart";
import { config } from "../process/config";
import type { Attachment } from "../realtime/protocol";
import { collectGarbage } from "./garbage-collect";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;
let serverId: number;
let channelId: number;
let picture: Buffer;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	({ serverId, channelId } = await ada.createServer("Loaf"));
	await bob.join(serverId);
	picture = await sharp({ create: { width: 90, height: 60, channels: 3, background: "#c40" } })
		.png()
		.toBuffer();
});
after(() => world.close());

const kept = () =>
	readdirSync(config.filesDir, { recursive: true, encoding: "utf8" }).filter((name) => /\/[0-9a-f]{32}/.test(name));
const send = (person: ApiClient, attachmentIds: unknown, content = "", channel = channelId) =>
	person.post(`/api/channels/${channel}/messages`, { nonce: nonce(), content, attachmentIds });

async function sent(person: ApiClient, ...files: Attachment[]) {
	const { status, text, body } = await send(
		person,
		files.map(({ id }) => id),
	);
	assert.equal(status, 201, text);
	assert.ok(body.message);
	return body.message;
}

test("a message accepts only its author's own files, in the channel they were uploaded to, each once", async () => {
	const file = await ada.uploadOk(channelId, "a.txt", "a");
	const other = await ada.createChannel(serverId, "other");
	assertRefused(await send(bob, [file.id]), 400, "invalid_request", "attachmentIds");
	assertRefused(await send(ada, [file.id], "", other), 400, "invalid_request", "attachmentIds");
	assertRefused(await send(ada, [file.id, file.id]), 400, "invalid_request", "attachmentIds");
	const both = await Promise.all([send(ada, [file.id]), send(ada, [file.id])]);
	assert.deepEqual(both.map(({ status }) => status).sort(), [201, 400]);
	assertRefused(await send(ada, [file.id]), 400, "invalid_request", "attachmentIds");
	assertRefused(await ada.delete(file.url), 403, "forbidden");
	assertRefused(await send(ada, []), 400, "invalid_request", "content");
});

test("a message has its files in order, also without text, live and on every page", async () => {
	const client = await bob.openSocket(channelId);
	const text = await ada.uploadOk(channelId, "b.txt", "b");
	const image = await ada.uploadOk(channelId, "a.png", picture);
	const message = await sent(ada, image, text);
	assert.equal(message.content, "");
	assert.deepEqual(message.attachments, [image, text]);
	const received = await client.waitFor("messages", ({ messages }) => messages.some(({ seq }) => seq === message.seq));
	assert.deepEqual(received.messages.at(-1)?.attachments, [image, text]);
	const page = await bob.get(`/api/channels/${channelId}/messages?around=${message.seq}`);
	assert.deepEqual(page.body.messages?.find(({ seq }) => seq === message.seq)?.attachments, [image, text]);
	assert.deepEqual((await bob.get(image.url)).bytes, picture);
});

test("only users who may read the channel at that moment may read its files, complete, in part or by name alone", async () => {
	const carol = await world.createUser("carol");
	await carol.join(serverId);
	const file = await ada.uploadOk(channelId, "a.png", picture);
	const never = (await ada.get("/api/attachments/999999")).text;
	await sent(ada, file);
	assert.equal((await carol.get(file.url)).status, 200);
	await carol.leave(serverId);
	for (const person of [carol, eve])
		for (const path of [file.url, file.thumbnailUrl ?? ""]) {
			for (const headers of [{}, { range: "bytes=0-1" }, { "if-none-match": "*" }] as Record<string, string>[]) {
				const answer = await person.call("GET", path, { headers });
				assert.deepEqual([answer.status, answer.text], [404, never]);
			}
			assert.equal((await person.call("HEAD", path)).status, 404);
		}
	const hidden = await ada.createChannel(serverId, "hidden", { private: true });
	const secret = await ada.uploadOk(hidden, "s.txt", "secret");
	await send(ada, [secret.id], "", hidden);
	assert.equal((await bob.get(secret.url)).text, never);
	await ada.patch(`/api/channels/${hidden}`, { private: false });
	assert.equal((await bob.get(secret.url)).text, "secret");
});

test("a later description reaches everybody; other users cannot set one", async () => {
	const client = await bob.openSocket(channelId);
	const first = await ada.uploadOk(channelId, "a.png", picture);
	const second = await ada.uploadOk(channelId, "b.png", picture);
	const { seq } = await sent(ada, first, second);
	assertRefused(await bob.patch(second.url, { alt: "hm" }), 404, "attachment_not_found");
	const { body } = await ada.patch(second.url, { alt: "A tide table", spoiler: true });
	assert.deepEqual(body.attachment, { ...second, alt: "A tide table", spoiler: true });
	const { message } = await client.waitFor("message:updated", ({ message }) => message.seq === seq);
	assert.deepEqual(message.attachments, [first, body.attachment]);
	assert.equal(message.editedAt, null);
});

test("deleting a message deletes its files for good", async () => {
	const before = kept().length;
	const file = await ada.uploadOk(channelId, "a.png", picture);
	const { seq } = await sent(ada, file);
	assert.equal(kept().length, before + 2);
	assert.equal((await ada.delete(`/api/channels/${channelId}/messages/${seq}`)).status, 204);
	assertRefused(await ada.get(file.url), 404, "attachment_not_found");
	assertRefused(await ada.patch(file.url, { alt: "x" }), 404, "attachment_not_found");
	await waitUntil("the store holds just that", () => kept().length === before);
});

test("a thread accepts files like any channel", async () => {
	const { seq } = await ada.sendMessage(channelId, "let us talk about it");
	const { body } = await bob.post(`/api/channels/${channelId}/messages/${seq}/thread`);
	const thread = body.thread?.channelId ?? 0;
	const file = await bob.uploadOk(thread, "t.txt", "in the thread");
	assert.equal((await send(bob, [file.id], "", thread)).status, 201);
	assert.equal((await ada.get(file.url)).text, "in the thread");
	assertRefused(await eve.get(file.url), 404, "attachment_not_found");
});

test("collects unreachable files: never sent, of a deleted channel, or without a row; and no others", async () => {
	const stays = await ada.uploadOk(channelId, "stays.txt", "stays");
	await sent(ada, stays);
	const waits = await ada.uploadOk(channelId, "waits.txt", "waits");
	const late = await ada.uploadOk(channelId, "late.txt", "late");
	await sql`update attachments set created_at = now() - interval '25 hours' where id = ${late.id}`;
	const doomed = await ada.createChannel(serverId, "doomed");
	const lost = await ada.uploadOk(doomed, "lost.txt", "lost");
	await send(ada, [lost.id], "", doomed);
	await ada.delete(`/api/channels/${doomed}`);
	assertRefused(await ada.get(lost.url), 404, "attachment_not_found");

	const long = new Date(Date.now() - 25 * 3_600_000);
	const orphan = join(config.filesDir, "ab", `ab${"0".repeat(30)}`);
	const fresh = join(config.filesDir, "ab", `ab${"1".repeat(30)}`);
	const foreign = join(config.filesDir, "ab", "keep-me.txt");
	const torn = join(incoming(), "torn");
	mkdirSync(join(config.filesDir, "ab"), { recursive: true });
	for (const path of [orphan, foreign, torn, fresh]) writeFileSync(path, "x");
	for (const path of [orphan, foreign, torn]) utimesSync(path, long, long);

	await collectGarbage();
	await waitUntil("the store holds just that", () => !existsSync(orphan));
	assert.deepEqual([orphan, torn, fresh, foreign].map(existsSync), [false, false, true, true]);
	assert.equal((await bob.get(stays.url)).text, "stays");
	assert.equal((await ada.get(waits.url)).text, "waits");
	assertRefused(await ada.get(late.url), 404, "attachment_not_found");
	const rows = await sql`select 1 from attachments where id = any (${[late.id, lost.id]}::bigint[])`;
	assert.equal(rows.length, 0);
});
