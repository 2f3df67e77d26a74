import { sql } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { channelLevels, channels, drafts, follows, mentions, reads } from "@/db/schema";
import type { Tx } from "../transaction";

/** Tables that keep something of a member in a channel, which a leave, a kick or a ban forgets. */
const tables = [reads, mentions, drafts, channelLevels, follows];

/** Deletes what was kept of users in the channels of a server that they are no longer members of, in one statement. */
export async function forgetMembers(tx: Tx, userIds: number[], serverId: number): Promise<void> {
	const deletions = tables.map(
		(table, place) => sql`${sql.identifier(`gone_${place}`)} as (
			delete from ${table} where ${isOneOf(table.userId, userIds)} and ${table.channelId} in (select id from place)
		)`,
	);
	await tx.execute(sql`
		with place as (select id from ${channels} where ${channels.serverId} = ${serverId}), ${sql.join(deletions, sql`, `)}
		select`);
}
