import { sql } from "@/db";
import { serializeReactionEmoji } from "../emoji/reaction-key";
import type { Change } from "../realtime/channel-changes";
import type { HeadsBefore } from "../realtime/channel-heads";
import { type ChangeOfManyRow, changeOfMany, changesOfManyAfter } from "./changes-of-many";
import { messageColumnsSql } from "./columns";
import { type Row, serializeMessage, type Vote } from "./serialize";

/** The maximum of log entries read at once when an instance catches up. */
const maxHeads = 500;
/** The same for those of many messages: a restoring one may have a quarter of a megabyte. */
const maxOfMany = 4;

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
	const [log, births, changes, many] = await sql.begin("isolation level repeatable read read only", async (tx) => {
		const [log] = await tx<{ firstSeq: number; lastRev: number }[]>`
				select first_seq as "firstSeq", last_rev as "lastRev" from channels where id = ${channelId}`;
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
		const many = await tx<ChangeOfManyRow[]>`${changesOfManyAfter(channelId, rev, maxOfMany)}`;
		return [log, births, changes, many] as const;
	});
	const found = [
		...births.map(
			(row): Change => ({ rev: row.bornRev, kind: "born", message: { ...serializeMessage(row), rev: row.bornRev } }),
		),
		...changes.map(changeFrom),
		...many.map(changeOfMany),
	];
	// Each list is whole up to its last entry.
	const wholeUpTo = Math.min(
		log?.lastRev ?? rev,
		births.length < maxHeads ? Number.POSITIVE_INFINITY : (births.at(-1)?.bornRev ?? rev),
		changes.length < maxHeads ? Number.POSITIVE_INFINITY : (changes.at(-1)?.changeRev ?? rev),
		many.length < maxOfMany ? Number.POSITIVE_INFINITY : (many.at(-1)?.rev ?? rev),
	);
	const all = [...found, ...expired(found, { channelId, firstSeq: log?.firstSeq ?? 1 }, rev, wholeUpTo)].sort(
		(a, b) => a.rev - b.rev,
	);
	const hole = all.findIndex((change, index) => change.rev !== rev + 1 + index);
	return hole < 0 ? all : all.slice(0, hole);
}

/**
 * The revisions up to another that are not among those found: their messages have expired since. Each is the change that
 * makes the log begin where it begins now.
 */
function expired(
	found: Change[],
	{ channelId, firstSeq }: { channelId: number; firstSeq: number },
	after: number,
	upTo: number,
): Change[] {
	if (firstSeq === 1) return [];
	const known = new Set(found.map(({ rev }) => rev));
	const missing: Change[] = [];
	for (let rev = after + 1; rev <= upTo && missing.length < maxHeads; rev++)
		if (!known.has(rev)) missing.push({ rev, kind: "messages:expired", event: { rev, channelId, firstSeq } });
	return missing;
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
		select id as "channelId", server_id as "serverId", view_restricted as hidden, parent_id as "parentId", last_seq as "lastSeq", last_rev as "lastRev",
			uncounted_count as uncounted
		from channels where id = any (${channelIds}::bigint[]) or server_id = any (${serverIds}::bigint[])`;
}
