import { bigint, timestamp } from "drizzle-orm/pg-core";

/** Ids are handed to JavaScript as numbers; the sequence would need centuries to leave 2^53. */
export const id = () => bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity();
export const number = (column: string) => bigint(column, { mode: "number" });
/** Milliseconds, like a JavaScript date: what is stored is what is told. */
export const at = (column: string) => timestamp(column, { withTimezone: true, precision: 3 });
