import { sql } from "drizzle-orm";
import { check, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
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
		/** 0 is the part into which the others are merged. */
		part: number("part").notNull().generatedByDefaultAsIdentity(),
		bytes: number("bytes").notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.kind, t.id, t.part] }),
		// The order of people by storage. A user whose parts are not merged into part 0 is found by the second one.
		index("usage_of_people")
			.on(t.bytes.desc().nullsFirst(), t.id.desc().nullsFirst())
			.where(sql`kind = 'person' and part = 0`),
		index("usage_of_people_in_parts").on(t.id).where(sql`kind = 'person' and part > 0`),
		check("usage_kind", sql`${t.kind} in ('person', 'server', 'instance')`),
	],
);
