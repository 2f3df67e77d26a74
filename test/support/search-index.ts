import { sql } from "@/db";
import { waitUntil } from "./socket-client";

/** Waits until every message so far can be found. */
export const waitUntilIndexed = (): Promise<void> =>
	waitUntil("everything is indexed", async () => {
		const behind = await sql`
			select 1 from channels c left join search_progress p on p.channel_id = c.id
			where c.last_rev > coalesce(p.rev, 0) or c.last_seq > coalesce(p.seq, 0) limit 1`;
		return behind.length === 0;
	});
