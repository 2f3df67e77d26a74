import { type SQL, sql } from "drizzle-orm";
import { type Database, db } from "@/db";
import { deleteFiles } from "../attachments/delete-files";
import type { Tx } from "../transaction";
import { undoTime } from "./serialize";

const batchSize = 1000;

/**
 * Deletes what was kept of removed messages, with their files, when they cannot be restored any more. An undo that began
 * just in time takes less than the hour that is added, and one by an appeal, which may come later, holds what it restores.
 */
export async function sweepRemoved(): Promise<void> {
	const isOver = sql`removed_at < now() - ${undoTime} - interval '1 hour'
		order by removed_at limit ${batchSize} for update skip locked`;
	for (let left = batchSize; left === batchSize; ) {
		const { forgotten, keys } = await forgetRemoved(db, isOver);
		deleteFiles(keys);
		left = forgotten;
	}
}

/** Deletes what was kept of these removed messages, and returns the keys of their files, which the caller deletes. */
export async function forgetRemoved(on: Database | Tx, which: SQL): Promise<{ forgotten: number; keys: string[] }> {
	const [row] = await on.execute<{ forgotten: number; keys: string[] | null }>(sql`
			with gone as (
				delete from removed_messages r using (
					select channel_id, seq from removed_messages where ${which}
				) o where r.channel_id = o.channel_id and r.seq = o.seq returning r.channel_id, r.seq
			), files as (
				delete from attachments a using gone g where a.channel_id = g.channel_id and a.seq = g.seq returning a.key
			), pictures as (
				delete from preview_pictures p using gone g where p.channel_id = g.channel_id and p.seq = g.seq
			), logged as (
				update changes c set emoji = null, user_id = null, added = null, count = null, vote = null
				from gone g where c.channel_id = g.channel_id and c.seq = g.seq and c.user_id is not null
			)
			select (select count(*)::int from gone) as forgotten, (select array_agg(key) from files) as keys`);
	return { forgotten: row?.forgotten ?? 0, keys: row?.keys ?? [] };
}
