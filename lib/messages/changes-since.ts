import { sql } from "@/db";
import { serializeReactionEmoji } from "../emoji/reaction-key";
import type { Change } from "../realtime/channel-changes";
import type { HeadsBefore } from "../realtime/channel-heads";
import type { Message } from "../realtime/protocol";
import { messageColumnsSql } from "./columns";
import { type Row, serializeMessage, type Vote } from "./serialize";

/** The maximum of log entries read at once when an instance catches up. */
const maxHeads = 500;
/** The same for those that restore messages, each with up to 200 of them. */
const maxRestored = 10;

type ChangeRow = Row & {
	changeRev: number;
	kind: "updated" | "deleted" | "reaction" | "vote";
	reactionKey: string | null;
	userId: number | null;
	added: boolean | null;
	count: number | null;
	vote: Vote | null;
};

/**
 * The changes in a channel after `rev`, in order. An event contains the message as it is now, so a later change
 * in the list may repeat an earlier one. At most 500, without gaps from `rev + 1` on.
 */
export async function readAfter(channelId: number, rev: number): Promise<Change[]> {
	const [births, changes, purges, restored] = await sql.begin(
		"isolation level repeatable read read only",
		async (tx) => {
			const births = await tx<Row[]>`
				select ${messageColumnsSql(null)} from messages m join users u on u.id = m.author_id
				where m.channel_id = ${channelId} and m.seq > coalesce((select b.seq from messages b
					where b.channel_id = ${channelId} and b.born_rev <= ${rev} order by b.seq desc limit 1), 0)
				order by m.seq limit ${maxHeads}`;
			// A removed message may be restored, but until then its reactions and votes stay hidden.
			const changes = await tx<ChangeRow[]>`
				select x.rev as "changeRev", x.kind, p.emoji as "reactionKey", p.user_id as "userId", p.added, p.count, p.vote, ${messageColumnsSql(null)}
				from changes x join messages m on m.channel_id = x.channel_id and m.seq = x.seq join users u on u.id = m.author_id
				left join lateral (select x.emoji, x.user_id, x.added, x.count, x.vote) p on m.deleted_at is null
				where x.channel_id = ${channelId} and x.rev > ${rev} order by x.rev limit ${maxHeads}`;
			const purges = await tx<PurgeRow[]>`
				select x.rev, x.action_id as "actionId",
					(select json_agg(json_build_array(lower(r), upper(r) - 1) order by lower(r)) from unnest(x.seqs) as r) as seqs
				from changes x where x.channel_id = ${channelId} and x.rev > ${rev} and x.kind = 'purged' and x.seqs is not null
				order by x.rev limit ${maxHeads}`;
			const restored = await tx<(Row & { changeRev: number })[]>`
				select x.rev as "changeRev", ${messageColumnsSql(null)} from (
					select * from changes where channel_id = ${channelId} and rev > ${rev} and kind = 'restored' and seqs is not null
					order by rev limit ${maxRestored}
				) x cross join lateral unnest(x.seqs) as r(seqs)
				join messages m on m.channel_id = x.channel_id and m.seq >= lower(r.seqs) and m.seq < upper(r.seqs)
				join users u on u.id = m.author_id order by x.rev, m.seq`;
			return [births, changes, purges, restored] as const;
		},
	);
	const all = [
		...births.map(
			(row): Change => ({ rev: row.bornRev, kind: "born", message: { ...serializeMessage(row), rev: row.bornRev } }),
		),
		...changes.map(changeFrom),
		...purges.map(
			({ rev, ...purge }): Change => ({ rev, kind: "messages:purged", event: { rev, channelId, ...purge } }),
		),
		...restoredFrom(channelId, restored),
	].sort((a, b) => a.rev - b.rev);
	const hole = all.findIndex((change, index) => change.rev !== rev + 1 + index);
	return hole < 0 ? all : all.slice(0, hole);
}

type PurgeRow = { rev: number; actionId: number; seqs: [number, number][] };

function restoredFrom(channelId: number, rows: (Row & { changeRev: number })[]): Change[] {
	const byRev = new Map<number, Message[]>();
	for (const { changeRev: rev, ...row } of rows) {
		const messages = byRev.get(rev) ?? [];
		messages.push({ ...serializeMessage(row), rev });
		byRev.set(rev, messages);
	}
	return [...byRev].map(([rev, messages]) => ({
		rev,
		kind: "messages:restored",
		event: { rev, channelId, messages },
	}));
}

function changeFrom({ changeRev: rev, kind, reactionKey, userId, added, count, vote, ...row }: ChangeRow): Change {
	const { channelId, seq } = row;
	if (kind === "deleted") return { rev, kind: "message:deleted", event: { rev, channelId, seq } };
	if (kind === "updated")
		return { rev, kind: "message:updated", event: { rev, message: { ...serializeMessage(row), rev } } };
	if (kind === "vote")
		return {
			rev,
			kind,
			event: { rev, channelId, seq, userId: userId ?? 0, options: vote?.options ?? [], counts: vote?.counts ?? [] },
		};
	return {
		rev,
		kind: "reaction",
		event: {
			...{ rev, channelId, seq, ...serializeReactionEmoji(reactionKey ?? "") },
			...{ userId: userId ?? 0, count: count ?? 0, added: added ?? false },
		},
	};
}

export type Head = HeadsBefore & { channelId: number; serverId: number; lastSeq: number; lastRev: number };

/** The heads of these channels and of all channels of these servers; deleted ones are missing. */
export async function heads(channelIds: number[], serverIds: number[]): Promise<Head[]> {
	if (channelIds.length + serverIds.length === 0) return [];
	return sql<Head[]>`
		select id as "channelId", server_id as "serverId", view_restricted as hidden, parent_id as "parentId", last_seq as "lastSeq", last_rev as "lastRev"
		from channels where id = any (${channelIds}::bigint[]) or server_id = any (${serverIds}::bigint[])`;
}
