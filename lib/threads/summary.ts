import { sql as drizzle, type SQL } from "drizzle-orm";
import { sql } from "@/db";
import type { SqlTag } from "@/db/sql-tag";
import type { ThreadSummary } from "../realtime/protocol";

/** The number of latest replies that participants are taken from. */
const recently = 50;

const summary = <Part>(sql: SqlTag<Part>) => sql`
	json_build_object('channelId', t.id, 'rev', t.last_rev, 'replies', t.last_seq - t.first_seq + 1 - t.deleted_count, 'lastSeq', t.last_seq, 'lastReplyAt',
		(select to_char(l.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from messages l
			where l.channel_id = t.id and l.seq > t.last_seq - ${recently} and l.deleted_at is null order by l.seq desc limit 1),
		'faces', coalesce((select json_agg(jsonb_build_object('id', f.id, 'username', f.username, 'displayName', f.display_name,
				'avatarUrl', f.avatar_url)
				|| case when n.nickname is null then '{}' else jsonb_build_object('nickname', n.nickname) end order by w.seq desc)
			from (select author_id, max(seq) as seq from messages
				where channel_id = t.id and seq > t.last_seq - ${recently} and deleted_at is null
				group by author_id order by max(seq) desc limit 3) w
			join users f on f.id = w.author_id
			left join memberships n on n.server_id = t.server_id and n.user_id = f.id), '[]'))`;

/** For Drizzle, over `t` (the thread's channel): the summary that its parent message shows. */
export const threadSummary = () => summary<SQL<ThreadSummary>>(drizzle as SqlTag<SQL<ThreadSummary>>);

/** For postgres.js: the same. */
export const threadSummarySql = () => summary(sql as SqlTag<ReturnType<typeof sql>>);

type Shown = { parentId: number; parentSeq: number; thread: ThreadSummary };
const shown = () => sql`select t.parent_id as "parentId", t.parent_seq as "parentSeq", ${threadSummarySql()} as thread`;

/** The summaries of these threads; deleted ones are missing. */
export const summaries = (threadIds: number[]) => sql<Shown[]>`
	${shown()} from channels t where t.id = any (${threadIds}::bigint[]) and t.parent_id is not null`;

/** A thread as a client knows it: its id and the revision of its summary. */
export type KnownThread = { channelId: number; rev: number };
/** The maximum of summaries sent to a client that does not list the ones it knows. */
const maxUnasked = 100;

/** The current summaries of a channel's threads: of those known at an older revision, or of the latest. */
export const movedSince = async (parentId: number, known: KnownThread[] | undefined): Promise<Shown[]> => {
	if (known?.length === 0) return [];
	return known
		? sql<Shown[]>`
			${shown()} from unnest(${known.map(({ channelId }) => channelId)}::bigint[], ${known.map(({ rev }) => rev)}::bigint[])
				as k(id, rev)
			join channels t on t.id = k.id where t.parent_id = ${parentId} and t.last_rev > k.rev`
		: sql<Shown[]>`
			${shown()} from channels t where t.parent_id = ${parentId} and t.last_rev > 0 order by t.id desc limit ${maxUnasked}`;
};
