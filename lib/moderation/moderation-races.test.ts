import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { ada, bob, channelId, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { isMember, soon } from "@/test/support/moderation";
import { repeatsOf } from "@/test/support/races";
import { range } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";

setUpCommunity();

const rounds = repeatsOf(15);

const bans = (username: string) => `/api/servers/${serverId}/bans/${username}`;
const send = (n: number) => bob.post(`/api/channels/${channelId}/messages`, { nonce: nonce(), content: `${n}` });

test("a ban that comes while its user is joining waits for the membership, and ends it", async () => {
	// The join has found no ban, and waits for the invitation that it uses up.
	assert.equal((await ada.put(`/api/servers/${serverId}/members/eve`)).status, 202);
	const commit = await holdTransaction(
		(tx) => tx`select 1 from invitations where server_id = ${serverId} and user_id = ${eve.id} for update`,
	);
	const joining = eve.post(`/api/membership/${serverId}`);
	await waitsFor("with entered as");
	const banning = ada.put(bans("eve"));
	await waitsFor("for no key update");
	await commit();
	const [joined, banned] = await Promise.all([joining, banning]);
	assert.deepEqual([joined.status, banned.status], [200, 200]);
	assert.equal(await isMember(serverId, eve), false);
	assert.equal((await ada.delete(bans("eve"))).status, 204);
});

test("a ban and a join at the same instant leave no member, by whatever way the user comes", async () => {
	const code = await ada.createInvite(serverId);
	for (let round = 0; round < rounds; round++) {
		const client = await eve.connect();
		const ways = [
			eve.post(`/api/membership/${serverId}`),
			eve.post(`/api/invites/${code}`),
			ada.put(bans("eve"), { reason: `${round}` }),
		];
		const [joined, invited, banned] = await Promise.all(ways);
		assert.equal(banned?.status, 200, banned?.text);
		for (const answer of [joined, invited])
			assert.ok(
				answer?.status === 200 || ["banned", "already_member"].includes(answer?.body.error?.code ?? ""),
				answer?.text,
			);
		assert.equal(await isMember(serverId, eve), false);
		client.forget();
		await ada.sendMessage(channelId, `round ${round}`);
		assert.ok(client.received.every(({ event }) => event === "membership" || event === "sanction"));
		client.close();
		assert.equal((await ada.delete(bans("eve"))).status, 204);
	}
});

test("after the answer to a ban no message of the user is stored", async () => {
	for (let round = 0; round < rounds; round++) {
		await Promise.all([ada.put(bans("bob"), { reason: `${round}` }), ...range(1, 4).map(send)]);
		const lastSeq = (await ada.channelState(channelId)).lastSeq;
		const late = await Promise.all(range(1, 3).map(send));
		assert.ok(late.every(({ status }) => status === 403));
		assert.equal((await ada.channelState(channelId)).lastSeq, lastSeq);
		assert.equal((await ada.delete(bans("bob"))).status, 204);
		await bob.join(serverId);
	}
});

test("after the answer to a timeout no message of the member is stored", async () => {
	const timeout = (until: string | null) => ada.put(`/api/servers/${serverId}/members/bob/timeout`, { until });
	for (let round = 0; round < rounds; round++) {
		await Promise.all([timeout(soon()), ...range(1, 4).map(send)]);
		const lastSeq = (await ada.channelState(channelId)).lastSeq;
		const late = await Promise.all(range(1, 3).map(send));
		assert.ok(late.every(({ body }) => body.error?.code === "timed_out"));
		assert.equal((await ada.channelState(channelId)).lastSeq, lastSeq);
		assert.equal((await timeout(null)).status, 204);
	}
});

test("an undo and an action at the same instant leave the state of the later of them", async () => {
	for (let round = 0; round < rounds; round++) {
		const first = (await ada.put(bans("eve"), { reason: `${round}` })).body.action?.id;
		const [undone, again] = await Promise.all([
			ada.delete(`/api/servers/${serverId}/moderation-actions/${first}`),
			ada.put(bans("eve"), { reason: "again" }),
		]);
		assert.deepEqual([undone?.status, again?.status], [204, 200]);
		const [ban] = await sql<{ actionId: number }[]>`
			select action_id as "actionId" from bans where server_id = ${serverId} and user_id = ${eve.id}`;
		assert.equal(ban?.actionId, again?.body.action?.id);
		assert.equal((await ada.delete(bans("eve"))).status, 204);
	}
	assert.deepEqual(world.loggedErrors, []);
});
