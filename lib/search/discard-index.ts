import { sql } from "drizzle-orm";
import type { Tx } from "../transaction";
import { indexLockKey } from "./indexer";

/** Empties the index of these channels, while the app runs. The indexer then writes it again from the first message. */
export async function discardIndex(tx: Tx, channelIds: number[]): Promise<void> {
	// A batch that is being indexed would otherwise store its progress over the documents that are gone.
	await tx.execute(sql`
		select pg_advisory_xact_lock(hashtextextended(key, 0))
		from unnest(${sql.param(channelIds.map(indexLockKey))}::text[]) as c(key) order by key`);
	await tx.execute(sql`delete from search_progress where channel_id = any (${sql.param(channelIds)}::bigint[])`);
	await tx.execute(sql`delete from search_documents where channel_id = any (${sql.param(channelIds)}::bigint[])`);
}
