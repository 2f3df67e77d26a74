import { sql } from "drizzle-orm";
import { escalations } from "@/db/schema";

/** Counting ends here: clients show a larger number as "99+". */
export const maxCounted = 100;

/** The number of cases that wait for an administrator, at most 100. */
export const openEscalationCount = sql<number>`(
	select count(*)::int from (
		select 1 from ${escalations} where ${escalations.outcome} is null limit ${sql.raw(`${maxCounted}`)}) counted)`;
