import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import type { Person } from "@/test/support/api-client";
import type { Ears } from "@/test/support/socket-client";
import { World } from "@/test/support/test-server";
import { openMessage } from "../auth/access";
import { carryOut } from "../cluster/events";
import { heard } from "../cluster/redis-handlers";
import { remove } from "../messages/change";
import { node } from "../process/app-state";
import { tellOwn } from "./user-events";

let world: World;
let ada: Person;
let bob: Person;
let serverId: number;
let channelId: number;
let ears: Ears;

before(async () => {
	world = await World.open();
	({ ada, bob } = await world.three());
	({ serverId, channelId } = await ada.makes("Contour"));
	await bob.joins(serverId);
	ears = await bob.connects();
});
after(async () => {
	ears.close();
	await world.close();
});

const setting = { level: null, mutedUntil: null };
/** Every event that a user's own sockets get of a channel, as another part of the server might tell it. */
const tellEverything = (userIds: number[], channelId: number) => {
	const place = { serverId, channelId };
	return Promise.all([
		tellOwn(userIds, place, "follow", { ...place, following: true }),
		tellOwn(userIds, place, "level", { ...place, ...setting }),
		tellOwn(userIds, place, "saved", { channelId, seq: 1, saved: true }),
		tellOwn(userIds, place, "draft", { channelId, content: "x", replyTo: null, updatedAt: "" }),
		tellOwn(userIds, place, "read", { channelId, lastReadSeq: 1, mentionCount: 0 }),
	]);
};
const names = (channel: number) =>
	ears.heard
		.filter(({ payload }) => JSON.stringify(payload).includes(`"channelId":${channel}`))
		.map((one) => one.event);
/** What was told before this has arrived when it returns. */
async function settled(): Promise<void> {
	const description = crypto.randomUUID();
	await ada.patch(`/api/servers/${serverId}`, { description });
	await ears.hears("server:updated", ({ server }) => server.description === description);
}

test("a member who may not see a channel is told nothing that names it, whichever event it is and whichever node tells it", async () => {
	const den = await ada.makesChannel(serverId, "den", { private: true });
	const [thread] = await sql<{ id: number }[]>`
		insert into channels (server_id, name, private, creator_id, parent_id, parent_seq)
		values (${serverId}, '', true, ${ada.id}, ${den}, 1) returning id`;
	assert.ok(thread);
	for (const hidden of [den, thread.id]) {
		await tellEverything([bob.id], hidden);
		const place = { serverId, channelId: hidden };
		const event = { userId: bob.id, ...place, event: "follow", payload: { ...place, following: true } } as const;
		heard("another node", { kind: "own", events: [event] });
		heard("another node", { kind: "marks", channelIds: [hidden, channelId], userIds: [bob.id] });
		const heads = [hidden, channelId].map((id) => ({ channelId: id, lastSeq: 7, hidden: false, parentId: null }));
		heard("another node", { kind: "heads", serverId, heads });
		const isOpen = (one: { channelId: number }) => one.channelId === channelId;
		await ears.hears("read", isOpen);
		await ears.hears("activity", ({ channels }) => channels.some(isOpen));
		assert.deepEqual(names(hidden), []);
		ears.forgets();
	}
	await tellEverything([bob.id], channelId);
	await settled();
	assert.deepEqual(names(channelId), ["follow", "level", "saved", "draft", "read"]);
	for (const hidden of [den, thread.id]) assert.deepEqual(names(hidden), []);
});

test("an event that waits is told to nobody who lost the channel meanwhile", async () => {
	const den = await ada.makesChannel(serverId, "closing");
	await tellEverything([bob.id], den);
	await settled();
	ears.forgets();
	node().doubt.begin();
	await tellEverything([bob.id], den);
	node().activity.moved(serverId, den, 9, { hidden: false, parentId: null, epoch: node().epochs.of("access") });
	await ada.patch(`/api/channels/${den}`, { private: true });
	node().doubt.end();
	await settled();
	assert.deepEqual(
		names(den).filter((event) => event !== "channel:deleted"),
		[],
	);
});

test("a head read before its channel went private is told to those who may see it alone", async () => {
	const den = await ada.makesChannel(serverId, "heads");
	const adas = await ada.connects();
	const epoch = node().epochs.of("access");
	await ada.patch(`/api/channels/${den}`, { private: true });
	await settled();
	ears.forgets();
	node().activity.moved(serverId, den, 4, { hidden: false, parentId: null, epoch });
	await adas.hears("activity", ({ channels }) => channels.some((head) => head.channelId === den));
	await settled();
	assert.deepEqual(names(den), []);
	adas.close();
});

test("a deletion in a thread that has just gone private is no activity for whoever may not see it", async () => {
	const den = await ada.makesChannel(serverId, "deleting");
	const { seq } = await ada.says(den, "root");
	const { body } = await ada.post(`/api/channels/${den}/messages/${seq}/thread`);
	const thread = body.thread?.channelId ?? 0;
	const reply = await ada.says(thread, "reply");
	const viewer = { id: ada.id } as Parameters<typeof openMessage>[0];
	const opened = await openMessage(viewer, thread, reply.seq, "delete");
	const adas = await ada.connects();
	await ada.patch(`/api/channels/${den}`, { private: true });
	await settled();
	ears.forgets();
	await remove(viewer, opened);
	await adas.hears("activity", ({ channels }) => channels.some((head) => head.channelId === thread));
	await settled();
	assert.deepEqual(names(thread), []);
	adas.close();
});

test("a change that is told after its channel went private tells what the channel is now to those who may see it alone", async () => {
	const den = await ada.makesChannel(serverId, "overtaken");
	await ada.patch(`/api/channels/${den}`, { private: true, topic: "between us" });
	await settled();
	ears.forgets();
	const adas = await ada.connects();
	// As another node hears of them, or this one of two changes at once.
	await carryOut({ kind: "channel_created", serverId, channelId: den, only: null });
	for (const wasPrivate of [true, false])
		await carryOut({ kind: "channel_changed", serverId, channelId: den, only: null, wasPrivate });
	await adas.hears("channel:updated", ({ channel }) => channel.topic === "between us");
	await settled();
	assert.deepEqual(
		ears.heard.filter(({ payload }) => JSON.stringify(payload).includes("between us")),
		[],
	);
	// And they go on being told.
	adas.forgets();
	await ada.patch(`/api/channels/${den}`, { topic: "still between us" });
	await adas.hears("channel:updated", ({ channel }) => channel.topic === "still between us");
	adas.close();
});
