import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { ada, bob, setUpUsers } from "@/test/support/community";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { waitUntilIndexed } from "@/test/support/search-index";
import { waitUntil } from "@/test/support/socket-client";
import { checkInvariants } from "./check-invariants";
import { invariants } from "./invariants";

let serverId: number;
let channelId: number;

setUpUsers(async () => {
	await sql`update users set is_admin = true where username = 'ada'`;
	({ serverId, channelId } = await populate());
});

/** A server with members, roles, an override, a changed log, a thread and a file. */
async function populate() {
	const made = await ada.createServer("Contour");
	await bob.join(made.serverId);
	const roleId = await ada.createRole(made.serverId, "Guides");
	await ada.put(`/api/servers/${made.serverId}/members/${bob.id}/roles/${roleId}`);
	const socket = await ada.connect();
	await socket.open({ channelId: made.channelId });
	for (const text of ["one", "two", "three"]) await socket.sendMessage(made.channelId, text);
	await ada.patch(`/api/channels/${made.channelId}/messages/1`, { content: "one, edited" });
	await ada.delete(`/api/channels/${made.channelId}/messages/2`);
	await ada.put(`/api/channels/${made.channelId}/read`, { seq: 3 });
	const { id } = await ada.uploadOk(made.channelId, "a.txt", "a file");
	await socket.sendMessage(made.channelId, "with a file", { attachmentIds: [id] });
	socket.close();
	await waitUntilIndexed();
	return made;
}

/** How each invariant is spoiled, and taken back where the doctor does not mend it. */
const spoils: Record<string, () => [spoil: PromiseLike<unknown>, takeBack?: () => PromiseLike<unknown>]> = {
	// With a higher head, messages would be indexed that do not exist.
	heads: () => [
		sql`update channels set last_seq = last_seq - 1, last_rev = last_rev - 1 where id = ${channelId}`,
		() => sql`update channels set last_seq = last_seq + 1, last_rev = last_rev + 1 where id = ${channelId}`,
	],
	holes: () => [
		sql`update messages set seq = 99, born_rev = 1 where channel_id = ${channelId} and seq = 3`,
		() => sql`update messages set seq = 3 where channel_id = ${channelId} and seq = 99`,
	],
	revisions: () => [
		sql`update changes set rev = 98 where channel_id = ${channelId} and kind = 'updated'`,
		() => sql`update changes set rev = 4 where channel_id = ${channelId} and rev = 98`,
	],
	deleted_count: () => [sql`update channels set deleted_count = 7 where id = ${channelId}`],
	read_markers: () => [sql`update reads set last_read_seq = 50 where channel_id = ${channelId}`],
	search_index: () => [sql`delete from search_documents where channel_id = ${channelId} and seq = 1`],
	owners: () => [
		sql`update servers set owner_id = (select id from users where username = 'eve') where id = ${serverId}`,
		() => sql`update servers set owner_id = ${ada.id} where id = ${serverId}`,
	],
	member_count: () => [sql`update servers set member_count = 5 where id = ${serverId}`],
	everyone_bits: () => [sql`update servers set everyone_bits = 4 where id = ${serverId}`],
	role_bits: () => [sql`update memberships set role_bits = 1073741824 where user_id = ${bob.id}`],
	has_factor: () => [
		sql`with bobs as (update memberships set has_factor = true where user_id = ${bob.id})
			update users set has_factor = true where id = ${ada.id}`,
	],
	channel_access: () => [sql`update channels set private = not private where id = ${channelId}`],
	usage: () => [sql`update usage set bytes = bytes + 1 where kind = 'server'`],
	administrator: () => [
		sql`update users set is_admin = false`,
		() => sql`update users set is_admin = true where username = 'ada'`,
	],
};

test("each invariant that is spoiled is found, and what is counted again is mended", async () => {
	assert.deepEqual(
		Object.keys(spoils),
		invariants.map(({ check }) => check),
	);
	for (const { check, fix } of invariants) {
		const [spoil, takeBack] = spoils[check]?.() ?? [];
		await spoil;
		const [found] = (await checkInvariants(false)).filter((finding) => finding.check === check);
		assert.ok(found, `${check} is not found`);
		assert.match(found.problem, /^[A-Z].*\.( \(ids? [\d, …]+\))?$/);
		assert.match(found.advice, /^[A-Z].*\.$/);
		assert.equal(found.isFixed, undefined);
		await takeBack?.();
		assert.equal(takeBack === undefined, fix !== undefined, check);
		if (fix) assert.ok((await checkInvariants(true)).some((finding) => finding.check === check && finding.isFixed));
		assert.deepEqual(await checkInvariants(false), [], check);
	}
});

test("the search finds a message again after the index was mended", async () => {
	await waitUntil("the message is found", async () => {
		const { body } = await ada.get(`/api/search?q=edited&serverId=${serverId}`);
		return body.results?.length === 1 || JSON.stringify(body).includes("one, edited");
	});
});

test("the index of a channel is whole after it was mended while a message was being indexed", async () => {
	await waitUntilIndexed();
	await sql`delete from search_documents where channel_id = ${channelId} and seq = 1`;
	const release = await holdTransaction(
		(tx) => tx`select 1 from search_documents where channel_id = ${channelId} for update`,
	);
	const mending = checkInvariants(true);
	await waitsFor("delete from search_documents");
	await ada.sendMessage(channelId, "said while the index is being mended");
	await waitUntil("the indexer waits too", async () => {
		const waiting = await sql`
			select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
		return waiting.length === 2;
	});
	await release();
	assert.deepEqual(
		(await mending).map(({ check }) => check),
		["search_index"],
	);
	await waitUntilIndexed();
	assert.deepEqual(await checkInvariants(false), []);
});
