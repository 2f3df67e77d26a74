import { sql } from "drizzle-orm";
import { check, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { number } from "./columns";

/**
 * The bytes that a user, a server, and the instance (id 1) take in files. Triggers on the tables of files move them. Each
 * may have several parts, whose sum counts: a transaction that finds one locked takes another, so that none waits.
 */
export const usage = pgTable(
	"usage",
	{
		kind: text({ enum: ["person", "server", "instance"] }).notNull(),
		id: number("id").notNull(),
		part: number("part").notNull().generatedAlwaysAsIdentity(),
		bytes: number("bytes").notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.kind, t.id, t.part] }),
		check("usage_kind", sql`${t.kind} in ('person', 'server', 'instance')`),
	],
);
