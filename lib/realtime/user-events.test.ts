import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import type { ApiClient } from "@/test/support/api-client";
import type { SocketClient } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { loadMessage } from "../auth/access";
import { applyEvent } from "../cluster/events";
import { onEvent } from "../cluster/redis-handlers";
import { remove } from "../messages/delete";
import { appState } from "../process/app-state";
import { emitToUser } from "./user-events";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let serverId: number;
let channelId: number;
let client: SocketClient;

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
	({ serverId, channelId } = await ada.createServer("Contour"));
	await bob.join(serverId);
	client = await bob.connect();
});
after(async () => {
	client.close();
	await world.close();
});

const setting = { level: null, mutedUntil: null };
/** Every event about a channel for a user's own sockets, as any part of the server might emit it. */
const emitEverything = (userIds: number[], channelId: number) => {
	const place = { serverId, channelId };
	return Promise.all([
		emitToUser(userIds, place, "follow", { ...place, following: true }),
		emitToUser(userIds, place, "level", { ...place, ...setting }),
		emitToUser(userIds, place, "saved", { channelId, seq: 1, saved: true }),
		emitToUser(userIds, place, "draft", { channelId, content: "x", replyTo: null, updatedAt: "" }),
		emitToUser(userIds, place, "read", { channelId, lastReadSeq: 1, mentionCount: 0 }),
	]);
};
const names = (channel: number) =>
	client.received
		.filter(({ payload }) => JSON.stringify(payload).includes(`"channelId":${channel}`))
		.map((one) => one.event);
/** Resolves after all earlier events have arrived. */
async function settled(): Promise<void> {
	const description = crypto.randomUUID();
	await ada.patch(`/api/servers/${serverId}`, { description });
	await client.waitFor("server:updated", ({ server }) => server.description === description);
}

test("a member without access receives no event that names the channel, from any source and any instance", async () => {
	const den = await ada.createChannel(serverId, "den", { private: true });
	const [thread] = await sql<{ id: number }[]>`
		insert into channels (server_id, name, private, creator_id, parent_id, parent_seq)
		values (${serverId}, '', true, ${ada.id}, ${den}, 1) returning id`;
	assert.ok(thread);
	for (const [hidden, parentId] of [
		[den, null],
		[thread.id, den],
	] as const) {
		await emitEverything([bob.id], hidden);
		const place = { serverId, channelId: hidden };
		const event = { userId: bob.id, ...place, event: "follow", payload: { ...place, following: true } } as const;
		onEvent("another node", { kind: "own", events: [event] });
		onEvent("another node", { kind: "marks", channelIds: [hidden, channelId], userIds: [bob.id] });
		const heads = [
			{ channelId: hidden, lastSeq: 7, hidden: false, parentId },
			{ channelId, lastSeq: 7, hidden: false, parentId: null },
		];
		onEvent("another node", { kind: "heads", serverId, heads });
		const isOpen = (one: { channelId: number }) => one.channelId === channelId;
		await client.waitFor("read", isOpen);
		await client.waitFor("activity", ({ channels }) => channels.some(isOpen));
		assert.deepEqual(names(hidden), []);
		client.forget();
	}
	await emitEverything([bob.id], channelId);
	await settled();
	assert.deepEqual(names(channelId), ["follow", "level", "saved", "draft", "read"]);
	for (const hidden of [den, thread.id]) assert.deepEqual(names(hidden), []);
});

test("a pending event is not emitted to a user who lost the channel meanwhile", async () => {
	const den = await ada.createChannel(serverId, "closing");
	await emitEverything([bob.id], den);
	await settled();
	client.forget();
	appState().emitBuffer.hold();
	await emitEverything([bob.id], den);
	appState().channelHeads.onLocal(serverId, den, 9, { hidden: false, parentId: null });
	await ada.patch(`/api/channels/${den}`, { private: true });
	appState().emitBuffer.release();
	await settled();
	assert.deepEqual(
		names(den).filter((event) => event !== "channel:deleted"),
		[],
	);
});

test("a head read before its channel became private is emitted only to users who may see it", async () => {
	const den = await ada.createChannel(serverId, "heads");
	const adas = await ada.connect();
	await ada.patch(`/api/channels/${den}`, { private: true });
	await settled();
	client.forget();
	appState().channelHeads.onLocal(serverId, den, 4, { hidden: false, parentId: null });
	await adas.waitFor("activity", ({ channels }) => channels.some((head) => head.channelId === den));
	await settled();
	assert.deepEqual(names(den), []);
	adas.close();
});

test("a deletion in a thread that has just become private is no activity for users without access", async () => {
	const den = await ada.createChannel(serverId, "deleting");
	const { seq } = await ada.sendMessage(den, "root");
	const { body } = await ada.post(`/api/channels/${den}/messages/${seq}/thread`);
	const thread = body.thread?.channelId ?? 0;
	const reply = await ada.sendMessage(thread, "reply");
	const viewer = { id: ada.id } as Parameters<typeof loadMessage>[0];
	const opened = await loadMessage(viewer, thread, reply.seq, "delete");
	const adas = await ada.connect();
	await ada.patch(`/api/channels/${den}`, { private: true });
	await settled();
	client.forget();
	await remove(viewer, opened);
	await adas.waitFor("activity", ({ channels }) => channels.some((head) => head.channelId === thread));
	await settled();
	assert.deepEqual(names(thread), []);
	adas.close();
});

test("a change emitted after its channel became private shows its current state only to users who may see it", async () => {
	const den = await ada.createChannel(serverId, "overtaken");
	await ada.patch(`/api/channels/${den}`, { private: true, topic: "between us" });
	await settled();
	client.forget();
	const adas = await ada.connect();
	// As another instance would send them, or this one after two concurrent changes.
	for (const kind of ["channel_created", "channel_changed"] as const)
		await applyEvent({ kind, serverId, channelId: den });
	await adas.waitFor("channel:updated", ({ channel }) => channel.topic === "between us");
	await settled();
	assert.deepEqual(
		client.received.filter(({ payload }) => JSON.stringify(payload).includes("between us")),
		[],
	);
	// Later events still arrive.
	adas.forget();
	await ada.patch(`/api/channels/${den}`, { topic: "still between us" });
	await adas.waitFor("channel:updated", ({ channel }) => channel.topic === "still between us");
	adas.close();
});
