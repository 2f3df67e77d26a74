import { type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

/** Selects a time as the protocol writes it, in ISO 8601. */
export const isoTime = <C extends AnyPgColumn>(column: C) =>
	sql`${column}`.mapWith((time: Date) => time.toISOString()) as SQL<
		C["_"]["notNull"] extends true ? string : string | null
	>;

/** The same within JSON that the database builds, where no type is mapped. */
export const isoTimeText = (column: AnyPgColumn): SQL<string | null> =>
	sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
