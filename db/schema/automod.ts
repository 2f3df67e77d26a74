import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { at, id, number } from "./columns";
import { channels, servers } from "./servers";
import { users } from "./users";

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

/**
 * The matches whose rules are still to act. A row is written before its message is stored, and deleted in the
 * transaction that acts, so that a match is acted on even if the instance stops in between.
 */
export const automodMatches = pgTable(
	"automod_matches",
	{
		id: id(),
		serverId: number("server_id")
			.notNull()
			.references(() => servers.id, { onDelete: "cascade" }),
		userId: number("user_id")
			.notNull()
			.references(() => users.id),
		ruleId: number("rule_id").notNull(),
		ruleName: text("rule_name").notNull(),
		/** The rule's sentence. */
		reason: text().notNull(),
		/** The actions of the rule that are left. */
		actions: jsonb()
			.$type<{ flag?: true | undefined; timeout?: { minutes: number } | undefined; removeAfter?: true | undefined }>()
			.notNull(),
		/** The message: by its nonce, because it may not be stored yet. Null for another text, and for a refused message. */
		channelId: number("channel_id").references(() => channels.id, { onDelete: "cascade" }),
		nonce: uuid(),
		createdAt: at("created_at").notNull().defaultNow(),
	},
	(t) => [
		index().on(t.createdAt),
		index().on(t.serverId),
		index().on(t.userId),
		index().on(t.channelId),
		check("automod_match_message", sql`(${t.channelId} is null) = (${t.nonce} is null)`),
	],
);
