import { sql as drizzle, type SQL } from "drizzle-orm";
import { sql } from "@/db";
import type { SqlTag } from "@/db/sql-tag";

const rest = <Part>(sql: SqlTag<Part>, m: Part, s: Part) => sql`(extract(epoch from greatest(
	${m}.timed_out_until, case when ${s}.raid_until is not null and is_newcomer(${s}, ${m}) then ${s}.raid_until end
) - statement_timestamp()) * 1000)::float8`;

/**
 * For Drizzle, over `servers` and `memberships`: how long a member is still timed out, or may only read because of raid
 * mode; below 0 after a timeout.
 */
export const timedOutForMs = rest(
	drizzle as SqlTag<SQL<number | null>>,
	drizzle<number | null>`memberships`,
	drizzle<number | null>`servers`,
);

/** For postgres.js, over `m` (memberships) and `s` (servers): the same. */
export const timedOutForMsSql = () => rest(sql as SqlTag<ReturnType<typeof sql>>, sql`m`, sql`s`);
