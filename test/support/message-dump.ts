import { sql } from "@/db";

/** The tables with rows about a message, besides the log of changes and the search index. */
const tables = ["versions", "reactions", "votes", "mentions", "saved", "attachments", "preview_pictures"] as const;

/** All that is stored of the messages of a server, but for their revisions. */
export async function dumpMessages(serverId: number): Promise<Record<string, unknown>> {
	const inServer = sql`channel_id in (select id from channels where server_id = ${serverId})`;
	const rows: Record<string, unknown> = {
		messages:
			await sql`select (to_jsonb(m) - 'rev')::text as row from messages m where ${inServer} order by channel_id, seq`,
		channels: await sql`
			select id, last_seq, deleted_count from channels where server_id = ${serverId} order by id`,
	};
	for (const table of tables)
		rows[table] = await sql`select to_jsonb(t)::text as row from ${sql(table)} t where ${inServer} order by 1`;
	return rows;
}
