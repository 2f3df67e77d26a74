import { sql } from "drizzle-orm";
import {
	boolean,
	check,
	index,
	integer,
	jsonb,
	pgTable,
	primaryKey,
	text,
	uniqueIndex,
	uuid,
} from "drizzle-orm/pg-core";
import { at, id, number } from "./columns";
import { servers } from "./servers";
import { users } from "./users";

/** Warnings, timeouts, kicks, bans and removals of messages. An action that was undone stays in the list. */
export const moderationActions = pgTable(
	"moderation_actions",
	{
		id: id(),
		serverId: number("server_id")
			.notNull()
			.references(() => servers.id, { onDelete: "cascade" }),
		/** Null if an automod rule has acted. */
		actorId: number("actor_id").references(() => users.id),
		/** The automod rule that has acted, with its name at that time. It may be deleted since. */
		automodRuleId: number("automod_rule_id"),
		automodRuleName: text("automod_rule_name"),
		subjectId: number("subject_id")
			.notNull()
			.references(() => users.id),
		kind: text({ enum: ["warn", "timeout", "kick", "ban", "removal"] }).notNull(),
		/** The end of a timeout or a ban. A ban without it is permanent. */
		until: at("until"),
		/** Shown to the subject. */
		reason: text().notNull().default(""),
		/** For moderators only. */
		note: text().notNull().default(""),
		/** The number of messages that it has removed. */
		removed: integer().notNull().default(0),
		/** Whether the subject was a member then: if not, the action is not shown to them. */
		wasMember: boolean("was_member").notNull(),
		/** The id that the moderator's client chose, so that a retry is no second action. One request may act on many users. */
		nonce: uuid(),
		createdAt: at("created_at").notNull().defaultNow(),
		undoneAt: at("undone_at"),
		undoneBy: number("undone_by").references(() => users.id),
	},
	(t) => [
		index().on(t.serverId, t.subjectId, t.id),
		index().on(t.subjectId, t.id),
		// A user's own sanctions: without the bans of strangers, which anybody may impose.
		index("moderation_actions_told").on(t.subjectId, t.id).where(sql`${t.wasMember}`),
		index().on(t.actorId),
		index().on(t.undoneBy),
		uniqueIndex("moderation_action_nonce")
			.on(t.serverId, t.actorId, t.nonce, t.subjectId)
			.where(sql`nonce is not null`),
		check("moderation_action_kind", sql`${t.kind} in ('warn', 'timeout', 'kick', 'ban', 'removal')`),
		check(
			"moderation_action_actor",
			sql`(${t.actorId} is null) = (${t.automodRuleId} is not null) and (${t.automodRuleId} is null) = (${t.automodRuleName} is null)`,
		),
		check("moderation_action_rule", sql`${t.automodRuleId} is null or ${t.kind} in ('timeout', 'removal')`),
		check("moderation_action_undone", sql`(${t.undoneAt} is null) = (${t.undoneBy} is null)`),
	],
);

/** The users who may not enter a server, each with the action that decides. A row whose time is over bans nobody. */
export const bans = pgTable(
	"bans",
	{
		serverId: number("server_id")
			.notNull()
			.references(() => servers.id, { onDelete: "cascade" }),
		userId: number("user_id")
			.notNull()
			.references(() => users.id),
		actionId: number("action_id")
			.notNull()
			.references(() => moderationActions.id, { onDelete: "cascade" }),
		until: at("until"),
	},
	(t) => [
		primaryKey({ columns: [t.serverId, t.userId] }),
		index().on(t.serverId, t.actionId),
		index().on(t.userId),
		index().on(t.actionId),
	],
);

/**
 * The messages that moderators have removed, with all that is needed to restore them exactly. Their files stay where they
 * are while there is a row. It goes with the undo, after 7 days, or by a trigger with its channel: foreign keys would be
 * checked for each of thousands of messages.
 */
export const removedMessages = pgTable(
	"removed_messages",
	{
		channelId: number("channel_id").notNull(),
		seq: number("seq").notNull(),
		actionId: number("action_id").notNull(),
		/** The values of the message's row, and the rows of other tables about it, by table. */
		kept: jsonb().notNull(),
		removedAt: at("removed_at").notNull().defaultNow(),
	},
	(t) => [
		primaryKey({ columns: [t.channelId, t.seq] }),
		index().on(t.actionId, t.channelId, t.seq),
		index().on(t.removedAt),
	],
);
