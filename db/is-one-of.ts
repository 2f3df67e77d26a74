import { type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

/** Whether an id is among these. The list is one parameter, so that lists of every length share a prepared statement. */
export const isOneOf = (column: AnyPgColumn, ids: number[]): SQL => sql`${column} = any (${sql.param(ids)}::bigint[])`;
