import { and, eq, inArray } from "drizzle-orm";
import { channelLevels, channels, drafts, follows, mentions, reads } from "@/db/schema";
import type { Tx } from "../transaction";

/** Tables that keep something of a member in a channel, which a leave, a kick or a ban forgets. */
const tables = [reads, mentions, drafts, channelLevels, follows];

/** Deletes what was kept of a user in the channels of a server that they are no longer a member of. */
export async function forgetMember(tx: Tx, userId: number, serverId: number): Promise<void> {
	const channelIds = tx.select({ id: channels.id }).from(channels).where(eq(channels.serverId, serverId));
	for (const table of tables)
		await tx.delete(table).where(and(eq(table.userId, userId), inArray(table.channelId, channelIds)));
}
