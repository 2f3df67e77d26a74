import { sql } from "@/db";
import type { ThreadSummary } from "../realtime/protocol";

/** How far back in a thread its faces are looked for. */
const recently = 50;

/** In SQL, over `t` (the thread's channel): what the message it hangs on shows of it. */
export const threadSummary = () => sql`
	json_build_object('channelId', t.id, 'rev', t.last_rev, 'replies', t.last_seq - t.deleted_count, 'lastSeq', t.last_seq, 'lastReplyAt',
		(select to_char(l.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from messages l
			where l.channel_id = t.id and l.seq > t.last_seq - ${recently} and l.deleted_at is null order by l.seq desc limit 1),
		'faces', coalesce((select json_agg(json_build_object('id', f.id, 'username', f.username, 'displayName', f.display_name,
				'avatarUrl', f.avatar_url) order by w.seq desc)
			from (select author_id, max(seq) as seq from messages
				where channel_id = t.id and seq > t.last_seq - ${recently} and deleted_at is null
				group by author_id order by max(seq) desc limit 3) w
			join users f on f.id = w.author_id), '[]'))`;

type Shown = { parentId: number; parentSeq: number; thread: ThreadSummary };
const shown = () => sql`select t.parent_id as "parentId", t.parent_seq as "parentSeq", ${threadSummary()} as thread`;

/** What messages show of these threads; the ones that are gone are missing. */
export const summaries = (threadIds: number[]) => sql<Shown[]>`
	${shown()} from channels t where t.id = any (${threadIds}::bigint[]) and t.parent_id is not null`;

/** A thread as a client knows it: by its number and the revision of what is shown of it. */
export type KnownThread = { channelId: number; rev: number };
/** How many are told to a client that does not say which it knows. */
const maxUnasked = 100;

/** What messages of a channel show of their threads now: of those that are known at an older revision, or of the latest. */
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
