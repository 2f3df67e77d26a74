import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { actionsIn, createRuledPlace, leaveMatch, messageAt, pending } from "@/test/support/automod";
import { casesOf, onlyCase } from "@/test/support/cases";
import { ada, bob } from "@/test/support/community";
import { actBefore, holdRoles, holdTransaction } from "@/test/support/held-transaction";
import { mod, setUpModeration } from "@/test/support/moderation";
import { range } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";
import { appState } from "../process/app-state";
import { deleteUnstored } from "./matches";

setUpModeration();

test("a match that an instance has left is acted on once, by any instance", async () => {
	const { serverId, channelId } = await createRuledPlace();
	const message = await bob.sendMessage(channelId, "left");
	const actions = { flag: true, removeAfter: true };
	await leaveMatch(serverId, { channelId, nonce: message.nonce }, { actions, age: "5 seconds" });
	await appState().matchQueue.sweep();
	assert.equal((await pending(serverId)).length, 1, "it is still for the instance that has stored it");
	await sql`update automod_matches set created_at = now() - interval '1 minute' where server_id = ${serverId}`;
	await Promise.all(range(1, 4).map(() => appState().matchQueue.sweep()));
	assert.equal((await pending(serverId)).length, 0);
	assert.equal((await actionsIn(serverId)).length, 1);
	assert.equal((await onlyCase(mod, serverId)).rule?.name, "Left");
	assert.notEqual((await messageAt(mod, channelId, message.seq)).deletedAt, null);
});

test("a match that another instance is acting on is left to it", async () => {
	for (const actions of [{ flag: true }, { timeout: { minutes: 5 } }]) {
		const { serverId, channelId } = await createRuledPlace();
		const { nonce } = await bob.sendMessage(channelId, "left");
		await leaveMatch(serverId, { channelId, nonce }, { actions, age: "1 second" });
		const young = (await pending(serverId))[0]?.id;
		await leaveMatch(serverId, { channelId, nonce }, { actions });
		await sql`update automod_matches set created_at = now() where id = ${young}`;
		const commit = await holdTransaction(
			(tx) => tx`delete from automod_matches where server_id = ${serverId} and id <> ${young}`,
		);
		await actBefore(commit, `"automod_matches"."id" = $1 for update`, () => appState().matchQueue.sweep());
		assert.deepEqual([await casesOf(mod, serverId), await actionsIn(serverId)], [[], []]);
		assert.equal((await pending(serverId)).length, 1);
		await sql`delete from automod_matches where id = ${young}`;
	}
});

test("a match waits for its message, and is given up when the message is not stored", async () => {
	const { serverId, channelId } = await createRuledPlace();
	// A message with its nonce by somebody else, or in another channel, is another one.
	const { nonce: hers } = await ada.sendMessage(channelId, "hers");
	const { nonce: elsewhere } = await bob.sendMessage(await ada.createChannel(serverId, "elsewhere"), "there");
	const later = nonce();
	for (const nonce of [hers, elsewhere])
		await leaveMatch(serverId, { channelId, nonce }, { actions: { flag: true }, age: "9 minutes" });
	await leaveMatch(serverId, { channelId, nonce: later }, { actions: { flag: true }, age: "9 minutes" });
	await appState().matchQueue.sweep();
	assert.equal((await pending(serverId)).length, 3);
	await bob.post(`/api/channels/${channelId}/messages`, { nonce: later, content: "late" });
	await appState().matchQueue.sweep();
	assert.equal((await onlyCase(mod, serverId)).excerpt, "late");
	assert.equal((await pending(serverId)).length, 2);
	await sql`delete from automod_matches where server_id = ${serverId}`;
	await leaveMatch(serverId, { channelId, nonce: nonce() }, { actions: { flag: true }, age: "11 minutes" });
	await appState().matchQueue.sweep();
	assert.equal((await pending(serverId)).length, 0);
	// Those that an instance is still to act on are not given up with it.
	await leaveMatch(serverId, { channelId, nonce: later }, { actions: { flag: true }, age: "11 minutes" });
	await leaveMatch(serverId, null, { actions: { timeout: { minutes: 5 } }, age: "11 minutes" });
	await deleteUnstored();
	assert.equal((await pending(serverId)).length, 2);
	await sql`delete from automod_matches where server_id = ${serverId}`;
});

test("nothing is done to a member who manages messages by now, and the author of a deleted message is only timed out", async () => {
	const { serverId, channelId } = await createRuledPlace();
	const message = await bob.sendMessage(channelId, "left");
	const roleId = await ada.createRole(serverId, "helpers", { permissions: ["manage_messages"] }, bob);
	const actions = { removeAfter: true, timeout: { minutes: 5 } };
	await leaveMatch(serverId, { channelId, nonce: message.nonce }, { actions });
	await appState().matchQueue.sweep();
	assert.equal((await pending(serverId)).length, 0);
	assert.deepEqual(await actionsIn(serverId), []);
	await ada.delete(`/api/servers/${serverId}/members/bob/roles/${roleId}`);
	assert.equal((await bob.delete(`/api/channels/${channelId}/messages/${message.seq}`)).status, 204);
	await leaveMatch(serverId, { channelId, nonce: message.nonce }, { actions: { ...actions, flag: true } });
	await appState().matchQueue.sweep();
	const [action] = await actionsIn(serverId);
	assert.deepEqual([action?.kind, action?.removed], ["timeout", 0]);
	assert.deepEqual(await casesOf(mod, serverId), []);
	await ada.delete(`/api/servers/${serverId}/members/bob`);
	const before = (await actionsIn(serverId)).length;
	await leaveMatch(serverId, null, { actions: { timeout: { minutes: 5 } } });
	await appState().matchQueue.sweep();
	assert.equal((await actionsIn(serverId)).length, before, "no member is left to time out");
});

test("a rule waits for a change of the author’s roles, and spares an author who manages messages by then", async () => {
	const { serverId } = await createRuledPlace();
	const roleId = await ada.createRole(serverId, "helpers", { permissions: ["manage_messages"] });
	await leaveMatch(serverId, null, { actions: { timeout: { minutes: 5 } } });
	const commit = await holdRoles(
		serverId,
		(tx) => tx`insert into member_roles (server_id, user_id, role_id) values (${serverId}, ${bob.id}, ${roleId})`,
	);
	await actBefore(commit, "pg_advisory_xact_lock", () => appState().matchQueue.sweep());
	assert.equal((await pending(serverId)).length, 0);
	assert.deepEqual(await actionsIn(serverId), []);
});
