import { sql } from "@/db";
import type { Change } from "../realtime/channel-changes";
import { messageColumnsSql } from "./columns";
import { type Row, serializeMessage } from "./serialize";

export type ChangeOfManyRow = { channelId: number; rev: number; actionId: number | null } & (
	| { kind: "purged"; seqs: [number, number][] }
	| { kind: "expired"; firstSeq: number }
	| { kind: "restored"; messages: Row[] | null }
);
type Fragment = ReturnType<typeof sql>;

/**
 * A query for changes of many messages at once, those that were removed or restored or have expired, from `x`. PostgreSQL
 * sends the messages as one JSON value, as for a page of history.
 */
const changesOfMany = (from: Fragment): Fragment => sql`
	select x.channel_id as "channelId", x.rev, x.kind, x.action_id as "actionId",
		case x.kind when 'purged' then (
			select json_agg(json_build_array(lower(r), upper(r) - 1) order by lower(r)) from unnest(x.seqs) as r) end as seqs,
		case x.kind when 'expired' then upper(x.seqs) end as "firstSeq",
		case x.kind when 'restored' then (
			select json_agg(row_to_json(p) order by p.seq) from (
				select ${messageColumnsSql(null)} from unnest(x.seqs) as r(seqs)
				cross join lateral generate_series(lower(r.seqs), upper(r.seqs) - 1) as s(seq)
				cross join lateral (select * from messages where channel_id = x.channel_id and seq = s.seq limit 1) m
				cross join lateral (select * from users where id = m.author_id limit 1) u
			) p) end as messages
	from (${from}) x`;

/** The change of a row of that query. */
export function changeOfMany(found: ChangeOfManyRow): Change {
	const { channelId, rev, actionId } = found;
	if (found.kind === "purged")
		return { rev, kind: "messages:purged", event: { rev, channelId, seqs: found.seqs, actionId } };
	if (found.kind === "expired")
		return { rev, kind: "messages:expired", event: { rev, channelId, firstSeq: found.firstSeq } };
	const messages = (found.messages ?? []).map((row) => ({ ...serializeMessage(row), rev }));
	return { rev, kind: "messages:restored", event: { rev, channelId, messages } };
}

/** Such changes at these revisions. */
export async function readChangesOfMany(
	places: { channelId: number; rev: number }[],
): Promise<{ channelId: number; change: Change }[]> {
	const rows = await sql<ChangeOfManyRow[]>`${changesOfMany(sql`
		select c.* from unnest(
			${places.map(({ channelId }) => channelId)}::bigint[], ${places.map(({ rev }) => rev)}::bigint[]
		) as p(channel_id, rev) join changes c using (channel_id, rev) where c.seqs is not null`)}`;
	return rows.map((row) => ({ channelId: row.channelId, change: changeOfMany(row) }));
}

/** The same after a revision of a channel, at most `limit`. */
export const changesOfManyAfter = (channelId: number, rev: number, limit: number): Fragment =>
	changesOfMany(sql`
		select * from changes where channel_id = ${channelId} and rev > ${rev} and seqs is not null
		order by rev limit ${limit}`);
