import { and, eq, sql } from "drizzle-orm";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { versions } from "@/db/schema";
import type { LoadedMessage } from "../auth/access";
import type { Version } from "../realtime/protocol";
import type { Tx } from "../transaction";

/** The maximum of versions kept of one message: the latest. */
const maxVersions = 100;

/** Saves the text of a message before an edit, in the edit's transaction. */
export async function saveVersion(tx: Tx, { channel, seq }: LoadedMessage): Promise<void> {
	const [kept] = await tx.execute<{ n: number }>(sql`
		insert into versions (channel_id, seq, n, content, written_at, called)
		select m.channel_id, m.seq, coalesce((select max(v.n) from versions v
			where v.channel_id = m.channel_id and v.seq = m.seq), 0) + 1, m.content, coalesce(m.edited_at, m.created_at),
			array(select user_id from mentions c where c.channel_id = m.channel_id and c.seq = m.seq)
		from messages m where m.channel_id = ${channel.id} and m.seq = ${seq} returning n`);
	// The mentions of the message are kept longer than its versions.
	if (kept && kept.n > maxVersions)
		await tx.execute(sql`
			with gone as (
				delete from versions where channel_id = ${channel.id} and seq = ${seq} and n <= ${kept.n - maxVersions} returning called)
			update versions v set called = array(select unnest(v.called) union select unnest(gone.called) from gone)
			where v.channel_id = ${channel.id} and v.seq = ${seq} and v.n = ${kept.n - maxVersions + 1}`);
}

/**
 * The previous versions of a message, oldest first. The route has checked that the viewer is its author or may manage
 * messages.
 */
export async function listVersions({ channel, seq }: LoadedMessage): Promise<{ versions: Version[] }> {
	const rows = await db
		.select({ content: versions.content, writtenAt: isoTime(versions.writtenAt) })
		.from(versions)
		.where(and(eq(versions.channelId, channel.id), eq(versions.seq, seq)))
		.orderBy(versions.n);
	return { versions: rows };
}
