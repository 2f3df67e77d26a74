import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, sql } from "drizzle-orm";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { channels, memberships } from "@/db/schema";
import type { ChannelPosition } from "../realtime/protocol";
import { emitReadState } from "../realtime/read-updates";
import { transaction } from "../transaction";
import { insertMarkers } from "./insert-members";
import type { ChangedMembers } from "./membership-batch";

const pollMs = 1;
/** An append takes milliseconds. Messages of one that takes longer than this may count as unread. */
const timeoutMs = 1000;

/**
 * Decides about the messages that were stored while users joined. A join holds up no append, so its read markers may be
 * behind by the messages that were committed between its look at the heads and its own commit. A message whose append
 * has not seen the join has a smaller `join_rev`. It mentions none of these users: it is earlier, and read. All others
 * are later, and unread.
 *
 * A transaction that was running when the join was committed may still store an earlier message. This waits until all
 * of them are over, by asking, without a lock: nothing waits for this but the responses to the joins.
 */
export async function settleReadMarkers(serverId: number, { joined, joinRev, heads }: ChangedMembers): Promise<void> {
	if (joined.size === 0) return;
	let read = await readEarlier(serverId, joinRev, heads);
	if (!read.isSettled) {
		for (const end = performance.now() + timeoutMs; performance.now() < end; await sleep(pollMs))
			if (!(await isRunningBefore(read.bound))) break;
		read = await readEarlier(serverId, joinRev, heads);
	}
	if (read.earlier) await moveMarkers(serverId, [...joined.keys()], read.earlier);
}

type Read = { earlier: ChannelPosition[] | null; bound: string; isSettled: boolean };

/**
 * For each channel, the last message that has not seen the join, if it is later than the marker. `bound` is a new
 * transaction's number; `isSettled` says whether all transactions before it were over in this snapshot.
 */
async function readEarlier(serverId: number, joinRev: number, heads: ChannelPosition[]): Promise<Read> {
	const [row] = await db.execute<Read>(sql`
		select b.bound::text, pg_snapshot_xmin(pg_current_snapshot()) >= b.bound as "isSettled", (
			select json_agg(json_build_object('channelId', c.id, 'seq', e.seq))
			from channels c
			left join unnest(
				${sql.param(heads.map(({ channelId }) => channelId))}::bigint[], ${sql.param(heads.map(({ seq }) => seq))}::bigint[]
			) as h(id, seq) on h.id = c.id
			cross join lateral (
				select max(m.seq) as seq from messages m
				where m.channel_id = c.id and m.seq > coalesce(h.seq, 0) and coalesce(m.join_rev, 0) < ${joinRev}
			) e
			where c.server_id = ${serverId} and c.parent_id is null and c.last_seq > coalesce(h.seq, 0) and e.seq is not null
		) as earlier
		from (select pg_current_xact_id() as bound) b`);
	return row ?? { earlier: null, bound: "0", isSettled: true };
}

/** Whether a transaction of Hearth, on any instance, is still running that began to write before this one. */
async function isRunningBefore(bound: string): Promise<boolean> {
	const [row] = await db.execute<{ isRunning: boolean }>(sql`
		select exists (
			select from pg_stat_activity a where a.datname = current_database() and a.usename = current_user
				and age(a.backend_xid) > age(${bound}::text::xid8::xid)
		) as "isRunning"`);
	return row?.isRunning ?? false;
}

async function moveMarkers(serverId: number, userIds: number[], to: ChannelPosition[]): Promise<void> {
	const moved = await transaction(async (tx) => {
		const ids = to.map(({ channelId }) => channelId);
		const kept = await tx
			.select({ id: channels.id })
			.from(channels)
			.where(isOneOf(channels.id, ids))
			.orderBy(channels.id)
			.for("key share");
		// A user may have left again: a marker must not outlive the membership.
		const still = await tx
			.select({ id: memberships.userId })
			.from(memberships)
			.where(and(eq(memberships.serverId, serverId), isOneOf(memberships.userId, userIds)))
			.orderBy(memberships.userId)
			.for("share");
		const there = new Set(kept.map(({ id }) => id));
		const members = still.map(({ id }) => id);
		const heads = to.filter(({ channelId }) => there.has(channelId));
		await tx.execute(insertMarkers(members, heads));
		return { channelIds: heads.map(({ channelId }) => channelId), members };
	});
	await emitReadState(moved.channelIds, moved.members);
}
