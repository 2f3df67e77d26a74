import { sql as drizzle, type SQL } from "drizzle-orm";
import { sql } from "@/db";
import type { SqlTag } from "@/db/sql-tag";

const rest = <Part>(sql: SqlTag<Part>, m: Part) =>
	sql`(extract(epoch from ${m}.timed_out_until - statement_timestamp()) * 1000)::float8`;

/** For Drizzle, over `memberships`: how long the timeout of a member still lasts, below 0 after its end. */
export const timedOutForMs = rest(drizzle as SqlTag<SQL<number | null>>, drizzle<number | null>`memberships`);

/** For postgres.js, over `m` (memberships): the same. */
export const timedOutForMsSql = () => rest(sql as SqlTag<ReturnType<typeof sql>>, sql`m`);
