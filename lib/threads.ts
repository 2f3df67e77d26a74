import { sql } from "@/db";
import { mayBeSeen } from "./access";
import type { Viewer } from "./auth";
import type { MemberThread } from "./realtime/contract";

/** How many threads without anything new are told of; those with something new are all told. */
const mostQuiet = 50;
const excerptLength = 120;

/** The threads the viewer follows where they may read: all with something unread, and the latest of the others. */
export function followed(viewer: Viewer): Promise<(MemberThread & { serverId: number })[]> {
	return sql<(MemberThread & { serverId: number })[]>`
		select "serverId", "channelId", "parentId", "parentSeq", excerpt, "lastSeq", "lastReadSeq", "mentionCount" from (
			select c.server_id as "serverId", c.id as "channelId", c.parent_id as "parentId", c.parent_seq as "parentSeq",
				left(o.content, ${excerptLength}) as excerpt, c.last_seq as "lastSeq",
				least(coalesce(r.last_read_seq, 0), c.last_seq) as "lastReadSeq",
				(select count(*)::int from mentions n where n.user_id = ${viewer.id} and n.channel_id = c.id
					and n.seq > coalesce(r.last_read_seq, 0)) as "mentionCount",
				row_number() over (order by c.last_seq > coalesce(r.last_read_seq, 0) desc, c.id desc) as place
			from follows f join channels c on c.id = f.channel_id join servers s on s.id = c.server_id
			join memberships m on m.server_id = s.id and m.user_id = f.user_id
			join messages o on o.channel_id = c.parent_id and o.seq = c.parent_seq
			left join reads r on r.channel_id = c.id and r.user_id = f.user_id
			where f.user_id = ${viewer.id} and f.following and ${mayBeSeen(viewer.id)}
		) t where "lastSeq" > "lastReadSeq" or place <= ${mostQuiet} order by "channelId"`;
}
