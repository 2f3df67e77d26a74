import type { TransactionSql } from "postgres";
import type { OpenMessage } from "../access";
import type { Viewer } from "../auth";
import { node } from "../node";

/** So many may be called at once by anybody: beyond, only by the server's owner. */
export const largestCrowd = 100;

/**
 * Calls everybody, or those who are here, where the words of an edit say so and their author may; as append_messages does
 * for a new message. Who is called by name already stays so, and who was called before and is so no longer is not again.
 */
export async function callCrowd(
	tx: TransactionSql,
	viewer: Viewer,
	{ channel, seq }: OpenMessage,
	names: string[],
	called: Set<number>,
): Promise<void> {
	const kind = names.find((name) => name === "everyone") ?? names.find((name) => name === "here");
	if (!kind) return;
	const here = kind === "here" ? node().presence.online() : [];
	await tx`
		insert into mentions (user_id, channel_id, seq, kind)
		select j.user_id, c.id, ${seq}, ${kind} from channels c join servers s on s.id = c.server_id
		join memberships j on j.server_id = s.id and j.user_id <> ${viewer.id}
		where c.id = ${channel.id} and (${kind} = 'everyone' or j.user_id = any (${here}::bigint[]))
			and (case when c.private then 2 else s.member_count end <= ${largestCrowd} or s.owner_id = ${viewer.id})
			and (not c.private or j.user_id in (c.creator_id, s.owner_id))
			and (j.user_id = any (${[...called]}::bigint[]) or not exists (
				select 1 from versions v where v.channel_id = c.id and v.seq = ${seq} and j.user_id = any (v.called)))
		on conflict do nothing`;
}
