import { asc, eq, or, sql } from "drizzle-orm";
import { channels } from "@/db/schema";
import type { Tx } from "../transaction";

/**
 * Archives a channel with its threads, or restores it. All of them are locked in their order, so that this waits for the
 * messages that are being stored, and nobody writes afterwards. Returns whether it was a change.
 */
export async function setArchived(tx: Tx, channelId: number, isArchived: boolean): Promise<boolean> {
	const isPart = or(eq(channels.id, channelId), eq(channels.parentId, channelId));
	const held = await tx
		.select({ id: channels.id, archivedAt: channels.archivedAt })
		.from(channels)
		.where(isPart)
		.orderBy(asc(channels.id))
		.for("no key update");
	const channel = held.find(({ id }) => id === channelId);
	if (!channel || (channel.archivedAt !== null) === isArchived) return false;
	await tx
		.update(channels)
		.set({ archivedAt: isArchived ? sql`now()` : null })
		.where(isPart);
	return true;
}
