import { sql } from "drizzle-orm";
import { toBits } from "../auth/permissions";
import { unfollowGroup } from "../overrides/own-overrides";
import type { Tx } from "../transaction";

const viewChannel = sql`${toBits(["view_channel"]).toString()}::bigint`;

/**
 * Makes a channel private or public by its overrides: @everyone may not view a private one, and its creator may. All
 * other overrides stay. A channel that follows its group no longer does: it has the group's overrides as its own then.
 */
export async function setPrivate(
	tx: Tx,
	channel: { id: number; creatorId: number },
	isPrivate: boolean,
): Promise<void> {
	await unfollowGroup(tx, [channel.id]);
	// A public channel needs an override itself where @everyone may view no channel.
	const allow = isPrivate ? sql`0` : sql`~s.everyone_bits & ${viewChannel}`;
	const deny = isPrivate ? viewChannel : sql`0`;
	await tx.execute(sql`
		insert into overrides as o (channel_id, role_id, allow, deny)
		select c.id, r.id, ${allow}, ${deny} from channels c join servers s on s.id = c.server_id
		join roles r on r.server_id = s.id and r.is_everyone
		where c.id = ${channel.id}
		on conflict (channel_id, role_id) where channel_id is not null and role_id is not null
		do update set allow = (o.allow & ~${viewChannel}) | excluded.allow, deny = (o.deny & ~${viewChannel}) | excluded.deny`);
	if (isPrivate)
		await tx.execute(sql`
			insert into overrides as o (channel_id, user_id, allow) values (${channel.id}, ${channel.creatorId}, ${viewChannel})
			on conflict (channel_id, user_id) where channel_id is not null and user_id is not null
			do update set allow = o.allow | ${viewChannel}, deny = o.deny & ~${viewChannel}`);
	await tx.execute(sql`delete from overrides where channel_id = ${channel.id} and allow = 0 and deny = 0`);
}
