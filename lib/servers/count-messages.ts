import { sql } from "drizzle-orm";
import { db } from "@/db";
import { databaseCode } from "../errors";

/** Counts the messages of each server, without removed ones, from what its channels' rows say. */
export async function countMessages(): Promise<void> {
	try {
		await db.execute(sql`
			insert into server_counts as t (server_id, messages)
			select c.server_id, sum(c.last_seq - c.first_seq + 1 - c.deleted_count) from channels c group by c.server_id
			on conflict (server_id) do update set messages = excluded.messages where t.messages <> excluded.messages`);
	} catch (error) {
		// A server was deleted meanwhile. The next time counts all.
		if (databaseCode(error) !== "23503") throw error;
	}
}
