import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Random } from "@/bench/chaos/random";
import { sql } from "@/db";
import type { ApiClient } from "@/test/support/api-client";
import { acts, RandomActs } from "@/test/support/random-acts";
import { TestServer } from "@/test/support/test-server";
import { includes } from "./permissions";

/** How many acts each test does. Set DERIVED_ACTS to do more, and DERIVED_SEED to repeat a run. */
const count = Number(process.env.DERIVED_ACTS ?? 150);
const seed = Number(process.env.DERIVED_SEED ?? 20);

let world: TestServer;
let people: ApiClient[];

before(async () => {
	world = await TestServer.open();
	people = [];
	for (let n = 1; n <= 8; n++) people.push(await world.createUser(`user${n}`));
});
after(() => world.close());

async function openServer(): Promise<number> {
	const [owner, ...others] = people;
	assert.ok(owner);
	const { serverId } = await owner.createServer("Contour");
	for (const other of others) await other.join(serverId);
	for (const name of ["low", "middle", "high"]) await owner.createRole(serverId, name);
	for (const name of ["talk", "work"]) await owner.post(`/api/servers/${serverId}/groups`, { name });
	for (const name of ["a", "b", "c"]) await owner.createChannel(serverId, name);
	return serverId;
}

type Role = { id: number; position: number; permissions: number; isEveryone: boolean };
type Override = { place: string; roleId: number | null; allow: number; deny: number };
type Member = { userId: number; held: number[]; roleIds: number[]; roleBits: number; rank: number };
type Channel = {
	id: number;
	parentId: number | null;
	groupId: number | null;
	followsGroup: boolean;
	archivedAt: Date | null;
	private: boolean;
	restricted: boolean;
	viewRestricted: boolean;
};

const union = (all: number[]): bigint => all.reduce((sum, bits) => sum | BigInt(bits), 0n);

async function readRows(serverId: number) {
	const roles = await sql<Role[]>`
		select id, position, permissions, is_everyone as "isEveryone" from roles where server_id = ${serverId}`;
	const members = await sql<Member[]>`
		select m.user_id as "userId", m.role_ids as "roleIds", m.role_bits as "roleBits", m.rank,
			array(select h.role_id from member_roles h where h.server_id = m.server_id and h.user_id = m.user_id order by 1) as held
		from memberships m where m.server_id = ${serverId}`;
	const channels = await sql<Channel[]>`
		select id, parent_id as "parentId", group_id as "groupId", follows_group as "followsGroup", archived_at as "archivedAt",
			private, restricted, view_restricted as "viewRestricted"
		from channels where server_id = ${serverId}`;
	const overrides = await sql<Override[]>`
		select coalesce('channel ' || channel_id, 'group ' || group_id) as place, role_id as "roleId", allow, deny
		from overrides where channel_id in (select id from channels where server_id = ${serverId})
			or group_id in (select id from channel_groups where server_id = ${serverId})`;
	const [server] = await sql<{ everyoneBits: number }[]>`
		select everyone_bits as "everyoneBits" from servers where id = ${serverId}`;
	return { roles, members, channels, overrides, everyoneBits: server?.everyoneBits };
}

/** Computes everything that is derived from roles and overrides again, from these alone. */
async function assertDerived(serverId: number, what: string): Promise<void> {
	const { roles, members, channels, overrides, everyoneBits } = await readRows(serverId);
	const everyone = roles.find(({ isEveryone }) => isEveryone);
	assert.ok(everyone);
	assert.equal(everyoneBits, everyone.permissions, `everyone_bits ${what}`);
	for (const { userId, held, roleIds, roleBits, rank } of members) {
		const own = roles.filter(({ id }) => held.includes(id));
		assert.deepEqual(
			{ roleIds, roleBits, rank },
			{
				roleIds: held,
				roleBits: Number(union(own.map(({ permissions }) => permissions))),
				rank: Math.max(0, ...own.map(({ position }) => position)),
			},
			`role_ids, role_bits and rank of user ${userId} ${what}`,
		);
	}
	for (const { id, parentId, ...derived } of channels) {
		const listed = channels.find((channel) => channel.id === (parentId ?? id));
		assert.ok(listed);
		const { groupId, followsGroup, archivedAt } = listed;
		const place = followsGroup && groupId !== null ? `group ${groupId}` : `channel ${listed.id}`;
		const applying = overrides.filter((override) => override.place === place);
		const [ofEveryone] = applying.filter(({ roleId }) => roleId === everyone.id);
		const bits: bigint =
			(BigInt(everyone.permissions) & ~BigInt(ofEveryone?.deny ?? 0)) | BigInt(ofEveryone?.allow ?? 0);
		const denied = union(applying.filter((override) => override !== ofEveryone).map(({ deny }) => deny));
		const isReadable = includes(bits, "view_channel", "read_history");
		assert.deepEqual(
			derived,
			{
				...{ groupId, followsGroup, archivedAt },
				private: !includes(bits, "view_channel"),
				restricted: applying.length > 0,
				viewRestricted: !isReadable || includes(denied, "view_channel") || includes(denied, "read_history"),
			},
			`channel ${id} ${what}`,
		);
	}
}

async function assertAfterActs(atOnce: number, random: Random): Promise<Map<string, number>> {
	const serverId = await openServer();
	const all = new RandomActs(random, serverId, people);
	for (let done = 0; done < count; done += atOnce) {
		const names = await all.next(atOnce);
		await assertDerived(serverId, `after act ${done} of seed ${seed}: ${names.join(", ")}`);
	}
	return all.done;
}

test("after each of many random acts, everything derived from roles and overrides equals its recomputation", async () => {
	const done = await assertAfterActs(1, new Random(seed));
	for (const name of Object.keys(acts)) assert.ok((done.get(name) ?? 0) > 0, `${name} has never succeeded`);
});

test("the same holds after random acts that happen at the same time", async () => {
	await assertAfterActs(5, new Random(seed + 1));
});
