import type { Client } from "@/db/connection";
import type { Channel } from "@/lib/realtime/protocol";
import type { Bench } from "../bench";
import { addMembers, inDatabase } from "../bulk-members";

export const channels = 40;
export const messages = 10_000;

/** A server in whose channels one member has written every other message. */
export type Place = { serverId: number; channelIds: number[]; subject: string };

export async function placeOf({ stage }: Bench): Promise<Place> {
	const { owner } = stage;
	const { serverId } = await owner.makeServer("Raided");
	const channelIds: number[] = [];
	for (let n = 1; n <= channels; n++) {
		const path = `/api/servers/${serverId}/channels`;
		channelIds.push((await owner.call<{ channel: Channel }>("POST", path, { name: `raided-${n}` })).channel.id);
	}
	const subject = await inDatabase(stage, async (sql) => {
		const [username = ""] = await addMembers(sql, serverId, "raider", 1);
		// Every other message is the raider's, and every tenth of theirs has reactions and a mention.
		await sql`
			insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content)
			select c.id, n, n, n, gen_random_uuid(), case when n % 2 = 0 then u.id else s.owner_id end, 'message ' || n
			from unnest(${channelIds}::bigint[]) as c(id), generate_series(1, ${(messages / channels) * 2}::int) n, users u, servers s
			where u.username = ${username} and s.id = ${serverId}`;
		await sql`update channels set last_seq = ${(messages / channels) * 2}, last_rev = ${(messages / channels) * 2} where id = any (${channelIds}::bigint[])`;
		// A reaction is a change, so each of these messages has one revision more.
		await sql`
			insert into reactions (channel_id, seq, emoji, user_id)
			select m.channel_id, m.seq, '🔥', s.owner_id from messages m, servers s
			where m.channel_id = any (${channelIds}::bigint[]) and m.seq % 20 = 0 and s.id = ${serverId}`;
		await sql`
			with reacted as (
				select m.channel_id, m.seq, c.last_rev + row_number() over (partition by m.channel_id order by m.seq) as rev
				from messages m join channels c on c.id = m.channel_id
				where m.channel_id = any (${channelIds}::bigint[]) and m.seq % 20 = 0
			), logged as (
				insert into changes (channel_id, rev, seq, kind, emoji, user_id, added, count)
				select r.channel_id, r.rev, r.seq, 'reaction', '🔥', s.owner_id, true, 1 from reacted r, servers s where s.id = ${serverId}
			), moved as (
				update channels c set last_rev = r.rev from (select channel_id, max(rev) as rev from reacted group by channel_id) r
				where c.id = r.channel_id
			)
			update messages m set rev = r.rev from reacted r where m.channel_id = r.channel_id and m.seq = r.seq`;
		await sql`
			insert into mentions (user_id, channel_id, seq)
			select s.owner_id, m.channel_id, m.seq from messages m, servers s
			where m.channel_id = any (${channelIds}::bigint[]) and m.seq % 20 = 0 and s.id = ${serverId}`;
		await sql`analyze messages, reactions, mentions, channels`;
		return username;
	});
	return { serverId, channelIds, subject };
}

/** Puts banned users back for the next round. */
export const join = (sql: Client, serverId: number, usernames: string[]) => sql`
	insert into memberships (server_id, user_id) select ${serverId}, id from users where username = any (${usernames}::text[])
	on conflict do nothing`;

/** All that is stored of the messages, but for their revisions. */
export async function logOf(sql: Client, { channelIds }: Place): Promise<string> {
	const [row] = await sql<{ log: string }[]>`
		select md5(coalesce((select string_agg((to_jsonb(m) - 'rev')::text, '' order by channel_id, seq) from messages m
				where channel_id = any (${channelIds}::bigint[])), '')
			|| coalesce((select string_agg(to_jsonb(r)::text, '' order by channel_id, seq, emoji, user_id) from reactions r
				where channel_id = any (${channelIds}::bigint[])), '')
			|| coalesce((select string_agg(to_jsonb(r)::text, '' order by channel_id, seq, user_id) from mentions r
				where channel_id = any (${channelIds}::bigint[])), '')) as log`;
	return row?.log ?? "";
}
