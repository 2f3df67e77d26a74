import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, type ApiResponse, assertRefused } from "@/test/support/api-client";
import { actBefore, holdRoles, holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { repeatsOf } from "@/test/support/races";
import { TestServer } from "@/test/support/test-server";

const rounds = repeatsOf(15);

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let cid: ApiClient;
let serverId: number;
let managers: number;
let low: number;

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
	cid = await world.createUser("cid");
});
after(() => world.close());

beforeEach(async () => {
	({ serverId } = await ada.createServer("Races"));
	await bob.join(serverId);
	await cid.join(serverId);
	low = await ada.createRole(serverId, "Low");
	managers = await ada.createRole(serverId, "Managers", { permissions: ["manage_roles", "manage_channels"] }, bob);
});

/** A number that changes with everything that bob may change. */
async function stateOf(): Promise<string> {
	const [row] = await sql<{ state: string }[]>`
		select concat(
			(select count(*) from channels where server_id = ${serverId}), ' ',
			(select count(*) from roles where server_id = ${serverId}), ' ',
			(select sum(hashtextextended(r::text, 0)) from roles r where r.server_id = ${serverId}), ' ',
			(select count(*) from channel_groups where server_id = ${serverId}), ' ',
			(select array_agg(role_id order by role_id) from member_roles where server_id = ${serverId} and user_id = ${cid.id})
		) as state`;
	return row?.state ?? "";
}

test("after the answer that takes a role away, nothing that needed it succeeds", async () => {
	const bobsRole = `/api/servers/${serverId}/members/bob/roles/${managers}`;
	const cidsRole = `/api/servers/${serverId}/members/cid/roles/${low}`;
	let succeeded = 0;
	for (let round = 0; round < rounds; round++) {
		const acts: Promise<ApiResponse>[] = [
			bob.post(`/api/servers/${serverId}/channels`, { name: `c${round}` }),
			bob.post(`/api/servers/${serverId}/roles`, { name: `r${round}` }),
			bob.post(`/api/servers/${serverId}/groups`, { name: `g${round}` }),
			bob.patch(`/api/roles/${low}`, { hoist: round % 2 === 0 }),
			round % 2 ? bob.put(cidsRole) : bob.delete(cidsRole),
		];
		// A different moment in each round.
		await new Promise((resolve) => setTimeout(resolve, round % 6));
		assert.equal((await ada.delete(bobsRole)).status, 204);
		const before = await stateOf();
		const answers = await Promise.all(acts);
		assert.equal(await stateOf(), before, `round ${round}`);
		for (const { status, text } of answers) assert.ok([200, 201, 204, 403].includes(status), text);
		succeeded += answers.filter(({ status }) => status < 300).length;
		assertRefused(await bob.post(`/api/servers/${serverId}/groups`, { name: "late" }), 403, "forbidden");
		await ada.put(bobsRole);
		await sql`delete from channels where server_id = ${serverId} and name <> 'general'`;
		await sql`delete from roles where server_id = ${serverId} and name like 'r%'`;
		await sql`delete from channel_groups where server_id = ${serverId}`;
	}
	assert.ok(succeeded > 0);
});

test("an act waits for the end of its actor’s membership, and is refused as for an outsider", async () => {
	const commit = await holdTransaction(
		(tx) => tx`delete from memberships where server_id = ${serverId} and user_id = ${bob.id}`,
	);
	const act = () => bob.post(`/api/servers/${serverId}/roles`, { name: "late" });
	assertRefused(await actBefore(commit, "for share", act), 403, "not_member");
});

test("an act in a channel waits for the change that hides it, and finds no channel then", async () => {
	const channelId = await ada.createChannel(serverId, "soon-hidden");
	const { id: everyone } = await ada.everyoneOf(serverId);
	const commit = await holdRoles(
		serverId,
		(tx) => tx`insert into overrides (channel_id, role_id, deny) values (${channelId}, ${everyone}, 1)`,
	);
	const act = () => bob.patch(`/api/channels/${channelId}`, { topic: "late" });
	assertRefused(await actBefore(commit, "pg_advisory_xact_lock", act), 404, "channel_not_found");
});

test("copies in members and channels equal their roles and overrides, whatever happens at once", async () => {
	const { id: everyone } = await ada.everyoneOf(serverId);
	const channel = await ada.createChannel(serverId, "contested");
	for (let round = 0; round < rounds; round++) {
		const even = round % 2 === 0;
		await Promise.all([
			ada.patch(`/api/roles/${managers}`, { permissions: even ? ["manage_roles"] : ["manage_channels"] }),
			ada.put(`/api/roles/${low}/members`, { usernames: ["bob", "cid"] }),
			ada.call("DELETE", `/api/roles/${managers}/members`, { body: { usernames: ["bob"] } }),
			ada.put(`/api/servers/${serverId}/roles/order`, { roleIds: even ? [low, managers] : [managers, low] }),
			ada.put(`/api/channels/${channel}/overrides`, {
				overrides: even ? [{ roleId: everyone, deny: ["view_channel"] }] : [],
			}),
			cid.delete(`/api/membership/${serverId}`).then(() => cid.post(`/api/membership/${serverId}`)),
			ada.sendMessage(channel, "at the same time"),
		]);
		const wrong = await sql`
			select m.user_id from memberships m, lateral (
				select coalesce(array_agg(r.id order by r.id), '{}') as ids, coalesce(bit_or(r.permissions), 0) as bits,
					coalesce(max(r.position), 0) as rank
				from member_roles h join roles r on r.id = h.role_id where h.server_id = m.server_id and h.user_id = m.user_id
			) h where m.server_id = ${serverId} and (m.role_ids, m.role_bits, m.rank) is distinct from (h.ids, h.bits, h.rank)`;
		assert.equal(wrong.length, 0);
		const [row] = await sql<{ private: boolean }[]>`select private from channels where id = ${channel}`;
		assert.equal(row?.private, even);
	}
});

test("a role is deleted while its members leave, and neither waits for the other for ever", async () => {
	await ada.put(`/api/roles/${low}/members`, { usernames: ["bob", "cid"] });
	let deletion: Promise<ApiResponse> | undefined;
	// The leave of two members, step by step.
	await sql.begin(async (tx) => {
		// In a deadlock this transaction fails, not the deletion, which would be tried again.
		await tx`set local deadlock_timeout = '10ms'`;
		await tx`select 1 from memberships where server_id = ${serverId} and user_id <> ${ada.id} order by user_id for update`;
		deletion = ada.delete(`/api/roles/${low}`);
		await waitsFor("memberships");
		await tx`delete from memberships where server_id = ${serverId} and user_id <> ${ada.id}`;
	});
	assert.equal((await deletion)?.status, 204);
	for (let round = 0; round < rounds; round++) {
		const role = await ada.createRole(serverId, "Brief");
		for (const person of [bob, cid]) assert.ok((await person.post(`/api/membership/${serverId}`)).status < 300);
		await ada.put(`/api/roles/${role}/members`, { usernames: ["bob", "cid"] });
		const answers = await Promise.all([
			ada.delete(`/api/roles/${role}`),
			bob.delete(`/api/membership/${serverId}`),
			cid.delete(`/api/membership/${serverId}`),
		]);
		for (const { status, text } of answers) assert.ok(status < 300, text);
	}
});
