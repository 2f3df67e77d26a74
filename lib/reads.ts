import { z } from "zod";
import { sql } from "@/db";
import { channelNotFound, mayBeSeen, type OpenChannel } from "./access";
import type { Viewer } from "./auth";
import { accessEpoch, publishEverywhere, room } from "./realtime/publish";

export const ReadMark = z.strictObject({
	seq: z.int("Must be a message number.").min(0, "Must be a message number."),
	force: z.boolean("Must be true or false.").optional(),
});

/** Moves the viewer's read mark: never past the head, and never back unless forced ("mark as unread"). Their sockets are told. */
export async function mark(
	viewer: Viewer,
	channel: OpenChannel,
	{ seq, force }: z.output<typeof ReadMark>,
): Promise<void> {
	// The membership is read with the head: a mark made while leaving must not outlive the leave.
	const [row] = await sql<{ lastReadSeq: number }[]>`
		insert into reads as r (user_id, channel_id, last_read_seq)
		select m.user_id, c.id, least(${seq}::bigint, c.last_seq)
		from channels c join servers s on s.id = c.server_id
		join memberships m on m.server_id = c.server_id and m.user_id = ${viewer.id}
		where c.id = ${channel.id} and ${mayBeSeen(viewer.id)}
		for share of m
		on conflict (user_id, channel_id) do update set last_read_seq =
			case when ${force ?? false} then excluded.last_read_seq else greatest(r.last_read_seq, excluded.last_read_seq) end
		returning last_read_seq as "lastReadSeq"`;
	if (!row) throw channelNotFound();
	await tell(channel.id, [viewer.id]);
}

/**
 * Tells people where they stand in a channel: after a read, and when they are mentioned. Who loses access meanwhile hears
 * nothing of it: the epoch is compared in the turn in which it is told, and where it moved, the rows are read again.
 */
export async function tell(channelId: number, userIds: number[]): Promise<void> {
	const epochs = new Map(userIds.map((userId) => [userId, accessEpoch(userId)]));
	const rows = await sql<{ userId: number; serverId: number; lastReadSeq: number; mentionCount: number }[]>`
		select m.user_id as "userId", c.server_id as "serverId", coalesce(r.last_read_seq, 0) as "lastReadSeq",
			(select count(*)::int from mentions n where n.user_id = m.user_id and n.channel_id = c.id
				and n.seq > coalesce(r.last_read_seq, 0)) as "mentionCount"
		from channels c join servers s on s.id = c.server_id
		join memberships m on m.server_id = c.server_id and m.user_id = any (${userIds}::bigint[])
		left join reads r on r.user_id = m.user_id and r.channel_id = c.id
		where c.id = ${channelId} and ${mayBeSeen(sql`m.user_id`)}`;
	const again: number[] = [];
	for (const { userId, serverId, ...mark } of rows) {
		if (epochs.get(userId) !== accessEpoch(userId)) again.push(userId);
		// Another node may hear this after it has heard of a leave.
		else publishEverywhere(room.user(userId), "read", { channelId, ...mark }, { within: room.server(serverId) });
	}
	if (again.length > 0) await tell(channelId, again);
}
