import { type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

/** Selects a time as the protocol writes it, in ISO 8601. */
export const isoTime = <C extends AnyPgColumn>(column: C) =>
	sql`${column}`.mapWith((time: Date) => time.toISOString()) as SQL<
		C["_"]["notNull"] extends true ? string : string | null
	>;
