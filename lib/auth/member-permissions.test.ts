import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Client, open } from "@/db/connection";
import { openTestDatabase, type TestDatabase } from "@/test/support/test-database";
import { type ChannelRights, type MemberRights, memberPermissions, type Override } from "./member-permissions";
import { factorPermissions, toBits } from "./permissions";

let database: TestDatabase;
let sql: Client;

before(async () => {
	database = await openTestDatabase();
	sql = open(database.options, 1);
});
after(async () => {
	await sql.end();
	await database.stop();
});

/**
 * SQL for a random set of permissions, another one for each row of `n`: each bit with this chance, and two bits that no
 * permission has.
 */
const someBits = (chance: number, n: string) =>
	sql`(select coalesce(bit_or(1::bigint << bit), 0) from generate_series(0, 37) as bit
		where random() < ${chance}::float8 + 0 * ${sql(n)})`;

/** 100 servers, each with five roles, two groups, some ten members, twelve channels and threads, and overrides. */
async function generate(): Promise<void> {
	await sql.begin(async (tx) => {
		await tx`select setseed(0.25)`;
		await tx`insert into users (username, display_name) select 'user' || n, 'user' from generate_series(1, 30) as n`;
		await tx`insert into totp (user_id, secret, confirmed_at) select id, '', case when id % 3 = 0 then now() end from users where id % 3 < 2`;
		await tx`insert into passkeys (id, user_id, public_key, counter, transports, backed_up, name)
			select decode(lpad(to_hex(id), 4, '0'), 'hex'), id, '', 0, '{}', false, '' from users where id % 7 = 0`;
		await tx`insert into categories (slug, name, position) values ('any', 'Any', 0)`;
		await tx`insert into servers (name, category_id, owner_id, requires_factor, frozen_at)
			select 'server', (select min(id) from categories), (select min(id) from users) + n % 30, n % 4 = 0,
				case when n % 7 = 0 then now() end
			from generate_series(1, 100) as n`;
		await tx`insert into roles (server_id, name, handle, position, permissions)
			select s.id, 'role' || n, 'role' || n, n, case when random() < 0.05 then ${String(toBits(["administrator"]))}::bigint
				else ${someBits(0.1, "n")} end
			from servers s cross join generate_series(1, 4) as n`;
		await tx`update roles set permissions = case when random() < 0.7 then permissions | 1 else permissions & ~1::bigint end where is_everyone`;
		await tx`insert into channel_groups (server_id, name, position) select s.id, 'group', n from servers s cross join generate_series(1, 2) as n`;
		await tx`insert into memberships (server_id, user_id, accepted_at, timed_out_until)
			select s.id, u.id, case when random() < 0.8 then now() end,
				case when random() < 0.2 then now() + '1 day' when random() < 0.2 then now() - interval '1 day' end
			from servers s join users u on u.id = s.owner_id or (u.id + s.id) % 3 = 0`;
		await tx`insert into member_roles (server_id, user_id, role_id)
			select m.server_id, m.user_id, r.id from memberships m join roles r on r.server_id = m.server_id
			where not r.is_everyone and random() < 0.3`;
		await tx`insert into channels (server_id, name, creator_id, group_id, follows_group, archived_at)
			select s.id, 'channel' || n, s.owner_id, g.id, g.id is not null and random() < 0.6, case when random() < 0.2 then now() end
			from servers s cross join generate_series(1, 8) as n
			left join lateral (select min(id) + n % 2 as id from channel_groups where server_id = s.id and n > 3) g on true`;
		await tx`insert into overrides (channel_id, group_id, role_id, user_id, allow, deny)
			select p.channel_id, p.group_id, w.role_id, w.user_id, w.allow & ~w.deny, w.deny
			from (
				select id as channel_id, null::bigint as group_id, server_id from channels where id % 5 > 0
				union all select null, id, server_id from channel_groups
			) p cross join lateral (
				select id as role_id, null::bigint as user_id, ${someBits(0.2, "id")} as allow, ${someBits(0.2, "id")} as deny
				from roles where server_id = p.server_id and random() < 0.5
				union all select null, user_id, ${someBits(0.2, "user_id")}, ${someBits(0.1, "user_id")}
				from memberships where server_id = p.server_id and random() < 0.1
			) w`;
		await tx`insert into channels (server_id, name, creator_id, parent_id, parent_seq)
			select server_id, '', creator_id, id, 1 from channels where id % 2 = 0`;
	});
}

type Place = ChannelRights & { id: number; serverId: number; viewRestricted: boolean; private: boolean };

/** The members and channels, read without the copies that triggers keep. */
async function readMembers(): Promise<(MemberRights & { serverId: number })[]> {
	return sql`
		select m.server_id as "serverId", m.user_id as "userId",
			coalesce(array_agg(r.id) filter (where r.id is not null), '{}') as "roleIds",
			coalesce(bit_or(r.permissions), 0) as "roleBits",
			m.accepted_at is null or coalesce(m.timed_out_until > now(), false) as "isReadOnly",
			(select s.requires_factor from servers s where s.id = m.server_id) and not (
				exists (select from totp t where t.user_id = m.user_id and t.confirmed_at is not null)
				or exists (select from passkeys p where p.user_id = m.user_id)) as "lacksFactor"
		from memberships m left join member_roles h on h.server_id = m.server_id and h.user_id = m.user_id
		left join roles r on r.id = h.role_id group by m.server_id, m.user_id`;
}

async function readChannels(): Promise<Place[]> {
	const overrides = await sql<(Override & { place: string })[]>`
		select coalesce('channel ' || o.channel_id, 'group ' || o.group_id) as place, o.role_id as "roleId", o.user_id as "userId",
			o.allow, o.deny, case when r.is_everyone then 0 when o.user_id is not null then 2 else 1 end as scope
		from overrides o left join roles r on r.id = o.role_id`;
	const byPlace = new Map<string, Override[]>();
	for (const { place, ...override } of overrides) byPlace.set(place, [...(byPlace.get(place) ?? []), override]);
	const rows = await sql<(Place & { place: string })[]>`
		select c.id, c.server_id as "serverId", c.view_restricted as "viewRestricted", c.private, c.parent_id is not null as "isThread",
			p.archived_at is not null as "isArchived",
			case when p.follows_group then 'group ' || p.group_id else 'channel ' || p.id end as place
		from channels c join channels p on p.id = coalesce(c.parent_id, c.id)`;
	return rows.map(({ place, ...row }) => ({ ...row, overrides: byPlace.get(place) ?? [] }));
}

test("in 10,000 generated cases a member has the same permissions by this code and by the database", async () => {
	await generate();
	const servers = await sql<{ id: number; ownerId: number; everyoneBits: number; isFrozen: boolean }[]>`
		select s.id, s.owner_id as "ownerId", r.permissions as "everyoneBits", s.frozen_at is not null as "isFrozen" from servers s
		join roles r on r.server_id = s.id and r.is_everyone`;
	const [members, channels] = [await readMembers(), await readChannels()];
	const inServer = await sql<{ serverId: number; userId: number; bits: number }[]>`
		select s.id as "serverId", m.user_id as "userId", server_bits(s, m) as bits
		from servers s join memberships m on m.server_id = s.id`;
	const inChannel = await sql<{ channelId: number; userId: number; bits: number }[]>`
		select c.id as "channelId", m.user_id as "userId", channel_bits(c, s, m) as bits
		from channels c join servers s on s.id = c.server_id join memberships m on m.server_id = s.id`;
	assert.ok(inChannel.length >= 10_000, `${inChannel.length} cases`);

	const ofServer = new Map(servers.map((server) => [server.id, server]));
	const ofMember = new Map(members.map((member) => [`${member.serverId} ${member.userId}`, member]));
	const ofChannel = new Map(channels.map((channel) => [channel.id, channel]));
	for (const { serverId, userId, bits } of inServer) {
		const [server, member] = [ofServer.get(serverId), ofMember.get(`${serverId} ${userId}`)];
		assert.ok(server && member);
		assert.equal(memberPermissions(server, member), bits, JSON.stringify({ server, member }));
	}
	for (const { channelId, userId, bits } of inChannel) {
		const channel = ofChannel.get(channelId);
		const server = channel && ofServer.get(channel.serverId);
		const member = channel && ofMember.get(`${channel.serverId} ${userId}`);
		assert.ok(channel && server && member);
		assert.equal(memberPermissions(server, member, channel), bits, JSON.stringify({ server, member, channel }));
		assert.ok(channel.viewRestricted || bits % 2 === 1, `channel ${channelId} is restricted for ${userId} unnoticed`);
	}
	const administrator = 2 ** 30;
	const lacking = inServer.filter(({ serverId, userId }) => ofMember.get(`${serverId} ${userId}`)?.lacksFactor);
	assert.ok(lacking.length > 100 && lacking.every(({ bits }) => (BigInt(bits) & factorPermissions) === 0n));
	assert.ok(
		inServer.some(({ bits }) => bits >= administrator),
		"some have them",
	);
	// Every outcome occurs.
	const seen = inChannel.filter(({ bits }) => bits % 2 === 1).length;
	assert.ok(seen > inChannel.length / 4 && seen < (inChannel.length * 3) / 4, `${seen} of ${inChannel.length}`);
});

test("nobody has a permission without a membership, and unknown bits permit nothing", () => {
	const server = { ownerId: 1, everyoneBits: 1 + 2 ** 40 };
	assert.equal(memberPermissions(server, null), 0);
	const member = { userId: 2, roleIds: [], roleBits: 2 ** 50, isReadOnly: false, lacksFactor: false };
	assert.equal(memberPermissions(server, member), 1);
});
