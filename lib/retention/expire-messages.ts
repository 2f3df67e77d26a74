import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { db } from "@/db";
import { instanceSettings } from "../instance/settings";
import { log } from "../process/log";
import { emitReadState } from "../realtime/read-updates";
import { expireBatch, type OldMessages } from "./expire-batch";

/** The pause after a batch, as a multiple of its duration: users' messages come first. */
const rest = 1;

/**
 * Removes the messages of all channels that are older than the settings keep them, as they are when it begins. Nothing
 * depends on how far it comes: it may be interrupted at any time, and begins again where it has ended.
 */
export async function expireMessages(signal: AbortSignal): Promise<void> {
	let removed = 0;
	for (const old of await findOld()) {
		const inChannel = await expireChannel(old, signal);
		removed += inChannel;
		if (signal.aborted) break;
	}
	if (removed > 0) log.info({ messages: removed }, "messages have expired");
}

async function expireChannel(old: OldMessages, signal: AbortSignal): Promise<number> {
	let removed = 0;
	while (!signal.aborted) {
		const begun = performance.now();
		const inBatch = await expireBatch(old);
		if (inBatch === 0) break;
		removed += inBatch;
		await sleep((performance.now() - begun) * rest);
	}
	if (removed > 0) await emitReadState(old.channelId, await findBehind(old.channelId));
	return removed;
}

/** The channels whose first message is old. */
const findOld = () =>
	db.execute<OldMessages>(sql`
		select c.id as "channelId", c.server_id as "serverId", k.before::text as before
		from channels c join servers s on s.id = c.server_id
		cross join lateral (
			select now() - make_interval(days => least(${instanceSettings().keepDays}::int, s.keep_days, c.keep_days)) as before
		) k
		join messages m on m.channel_id = c.id and m.seq = c.first_seq
		where c.parent_id is null and m.created_at < k.before order by c.id`);

/** The members who had not read all of the messages that are gone, so that fewer are unread for them. */
async function findBehind(channelId: number): Promise<number[]> {
	const rows = await db.execute<{ id: number }>(sql`
		select m.user_id as id from channels c join memberships m on m.server_id = c.server_id
		left join reads r on r.user_id = m.user_id and r.channel_id = c.id
		where c.id = ${channelId} and coalesce(r.last_read_seq, 0) < c.first_seq - 1`);
	return rows.map(({ id }) => id);
}
