import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { at, id, number } from "./columns";
import { servers } from "./servers";

/** The rules that messages of a server are checked against. Each instance keeps those of busy servers in memory. */
export const automodRules = pgTable(
	"automod_rules",
	{
		id: id(),
		serverId: number("server_id")
			.notNull()
			.references(() => servers.id, { onDelete: "cascade" }),
		name: text().notNull(),
		enabled: boolean().notNull(),
		kind: text({ enum: ["words", "patterns", "links", "mentions", "repeat", "flood", "newcomer"] }).notNull(),
		settings: jsonb().notNull(),
		/** The sentence that a refused user reads. */
		message: text().notNull(),
		exemptRoleIds: bigint("exempt_role_ids", { mode: "number" }).array().notNull().default(sql`'{}'`),
		exemptChannelIds: bigint("exempt_channel_ids", { mode: "number" }).array().notNull().default(sql`'{}'`),
		actions: jsonb().notNull(),
		/** The number of its patterns, and the size of their automata, which are limited in a server. */
		patterns: integer().notNull().default(0),
		cells: integer().notNull().default(0),
		createdAt: at("created_at").notNull().defaultNow(),
		updatedAt: at("updated_at").notNull().defaultNow(),
	},
	(t) => [index().on(t.serverId, t.id)],
);
