import { bigint, customType, timestamp } from "drizzle-orm/pg-core";

/** Ids are JavaScript numbers; the sequence would need centuries to exceed 2^53. */
export const id = () => bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity();
export const number = (column: string) => bigint(column, { mode: "number" });
/** Milliseconds, like a JavaScript date, so that stored and serialized values are equal. */
export const at = (column: string) => timestamp(column, { withTimezone: true, precision: 3 });
export const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });
/** Sets of seqs. Only SQL reads and writes them. */
export const multirange = customType<{ data: string }>({ dataType: () => "int8multirange" });
