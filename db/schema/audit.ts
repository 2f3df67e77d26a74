import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { cases } from "./cases";
import { at, id, number } from "./columns";
import { moderationActions } from "./moderation";
import { servers } from "./servers";
import { users } from "./users";

export type RaidModeEntry = {
	until: string;
	joins: "closed" | "approval" | "open";
	newcomersMay: "read" | "talk";
	slowModeSeconds: number;
};

export type RetentionEntry = { channelId: number | null; before: number | null; after: number | null };

/**
 * The actions of moderators in a server. A trigger refuses to change or delete a row while the server exists, unless the
 * row has expired.
 */
export const auditLog = pgTable(
	"audit_log",
	{
		id: id(),
		serverId: number("server_id")
			.notNull()
			.references(() => servers.id, { onDelete: "cascade" }),
		at: at("at").notNull().defaultNow(),
		/** Null if the watch for raids or an automod rule has acted. */
		actorId: number("actor_id").references(() => users.id),
		action: text({
			enum: [
				"warn",
				"timeout",
				"kick",
				"ban",
				"removal",
				"undo_warn",
				"undo_timeout",
				"undo_kick",
				"undo_ban",
				"undo_removal",
				"nickname",
				"emoji_added",
				"emoji_renamed",
				"emoji_removed",
				"create_automod_rule",
				"update_automod_rule",
				"delete_automod_rule",
				"raid_mode",
				"end_raid_mode",
				"assign_case",
				"unassign_case",
				"dismiss_case",
				"reopen_case",
				"escalate_case",
				"dismiss_appeal",
				"grant_appeal",
				"change_retention",
			],
		}).notNull(),
		/** Null for a change of an automod rule, of raid mode or of the retention. */
		subjectId: number("subject_id").references(() => users.id),
		/** Null for a change that is no moderation action; then the column of its kind has it. */
		actionId: number("action_id").references(() => moderationActions.id, { onDelete: "cascade" }),
		/** The nickname of the subject before the change and after it. */
		nickname: jsonb().$type<{ before: string | null; after: string | null }>(),
		/** The emoji, with its name before a change. */
		emoji: jsonb().$type<{ id: number; name: string; before?: string }>(),
		/** The automod rule, with its name at that time. It may be deleted since. */
		rule: jsonb().$type<{ id: number; name: string }>(),
		/** Raid mode as it was turned on. */
		raidMode: jsonb("raid_mode").$type<RaidModeEntry>(),
		/** How many days messages are kept, in the server or in a channel, which may be deleted since. */
		retention: jsonb().$type<RetentionEntry>(),
		/** The case that was assigned or decided. Such an entry is only for those who see the case. */
		caseId: number("case_id").references(() => cases.id, { onDelete: "cascade" }),
		/** The moderator to whom the case was assigned. */
		assigneeId: number("assignee_id").references(() => users.id),
	},
	(t) => [
		index().on(t.serverId, t.id),
		index().on(t.serverId, t.actorId, t.id),
		index().on(t.serverId, t.action, t.id),
		index().on(t.serverId, t.subjectId, t.id),
		index().on(t.actorId),
		index().on(t.subjectId),
		index().on(t.actionId),
		index().on(t.caseId).where(sql`${t.caseId} is not null`),
		index().on(t.assigneeId).where(sql`${t.assigneeId} is not null`),
	],
);
