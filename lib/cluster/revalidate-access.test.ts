import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { assertBlocked, makeRule, send } from "@/test/support/automod";
import { ada, bob, channelId, serverId, setUpCommunity } from "@/test/support/community";
import { addEmoji } from "@/test/support/emoji";
import { toBits } from "../auth/permissions";
import { socketsInRoom } from "../realtime/broadcast";
import { room } from "../realtime/rooms";
import { revalidateAllSockets } from "./revalidate-access";

setUpCommunity();

const view = toBits(["view_channel"]).toString();
const rooms = () => socketsInRoom(room.user(bob.id)).flatMap((socket) => [...socket.rooms]);

test("what was taken away unnoticed is left, with the threads, and what was given is received", async () => {
	const [lost, won] = [
		await ada.createChannel(serverId, "lost"),
		await ada.createChannel(serverId, "won", { private: true }),
	];
	const { seq } = await ada.sendMessage(lost, "root");
	const { body } = await ada.post(`/api/channels/${lost}/messages/${seq}/thread`);
	const thread = body.thread?.channelId ?? 0;
	const client = await bob.openSocket(lost);
	await client.open({ channelId: thread });
	assert.ok(rooms().includes(room.channel(lost)) && rooms().includes(room.channel(thread)));

	// As if the notice of another instance had been lost.
	await sql`insert into overrides (channel_id, user_id, deny) values (${lost}, ${bob.id}, ${view})`;
	await sql`insert into overrides (channel_id, user_id, allow) values (${won}, ${bob.id}, ${view})`;
	await revalidateAllSockets();
	assert.ok(!rooms().includes(room.channel(lost)) && !rooms().includes(room.channel(thread)));
	await client.waitFor("channel:deleted", ({ channelId }) => channelId === lost);
	client.forget();
	for (const id of [lost, won]) await ada.sendMessage(id, "afterwards");
	await client.waitFor("activity", ({ channels }) => channels.some(({ channelId }) => channelId === won));
	assert.ok(!JSON.stringify(client.received).includes(`"channelId":${lost}`));
	client.close();
});

test("changes of rules, emoji and keywords whose events were lost apply to the next message", async () => {
	const rule = await makeRule(ada, serverId, { enabled: false });
	const emojiId = await addEmoji(ada, serverId, "before");
	await ada.put("/api/account/keywords", { keywords: ["before"] });
	assert.deepEqual((await bob.sendMessage(channelId, "spam :before:")).emoji, { before: emojiId });
	const mentions = async () => (await ada.channelState(channelId)).mentionCount;
	assert.equal(await mentions(), 1);

	await sql`update automod_rules set enabled = true where id = ${rule.id}`;
	await sql`update emoji set name = 'after' where id = ${emojiId}`;
	await sql`update users set keywords = '{after}' where id = ${ada.id}`;
	await revalidateAllSockets();
	assert.deepEqual((await bob.sendMessage(channelId, ":after:")).emoji, { after: emojiId });
	assert.equal(await mentions(), 2);
	assertBlocked(await send(bob, channelId, "spam"), rule);
});

test("a member who was removed unnoticed receives nothing of the server any more", async () => {
	const client = await bob.connect();
	await sql`delete from memberships where server_id = ${serverId} and user_id = ${bob.id}`;
	await revalidateAllSockets();
	await client.waitFor("membership", (event) => event.serverId === serverId && !event.isMember);
	assert.ok(!rooms().some((name) => name === room.server(serverId) || name.startsWith(`view:${serverId}:`)));
	client.close();
});
