import { type Placeholder, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

/** Whether an id is among these. The list is one parameter, so that lists of every length share a prepared statement. */
export const isOneOf = (column: AnyPgColumn, ids: number[] | Placeholder): SQL =>
	sql`${column} = any (${Array.isArray(ids) ? sql.param(ids) : ids}::bigint[])`;
