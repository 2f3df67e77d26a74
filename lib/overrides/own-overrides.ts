import { sql } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { channels } from "@/db/schema";
import type { Tx } from "../transaction";

/** These channels no longer follow their group: they have its overrides as their own, so that nobody's access changes. */
export async function unfollowGroup(tx: Tx, channelIds: number[]): Promise<void> {
	await tx.execute(sql`
		insert into overrides (channel_id, role_id, user_id, allow, deny)
		select channels.id, o.role_id, o.user_id, o.allow, o.deny from overrides o
		join ${channels} on channels.group_id = o.group_id and channels.follows_group
		where ${isOneOf(channels.id, channelIds)} and channels.parent_id is null
		order by channels.id, o.id`);
	await tx.execute(sql`
		update ${channels} set follows_group = false
		where ${isOneOf(channels.id, channelIds)} and parent_id is null and follows_group`);
}
