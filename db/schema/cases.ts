import { sql } from "drizzle-orm";
import {
	type AnyPgColumn,
	check,
	index,
	integer,
	jsonb,
	pgTable,
	primaryKey,
	text,
	uniqueIndex,
} from "drizzle-orm/pg-core";
import { at, id, number } from "./columns";
import { moderationActions } from "./moderation";
import { channels, servers } from "./servers";
import { users } from "./users";

export const reportCategories = [
	"spam",
	"harassment",
	"hate",
	"violence",
	"sexual",
	"self_harm",
	"illegal",
	"other",
] as const;

/** A reported message as it was. `later` are the texts that later reports have found instead. */
export type StoredSnapshot = {
	author: { id: number; username: string; displayName: string; avatarUrl: string | null };
	content: string;
	mentions: string[];
	createdAt: string;
	editedAt: string | null;
	attachments: { name: string; type: string; kind: string; size: number; alt: string }[];
	poll: { question: string; options: string[] } | null;
	takenAt: string;
	later: { content: string; takenAt: string }[];
};

/** Cases that moderators decide: about a message, about a member, or about an appeal. */
export const cases = pgTable(
	"cases",
	{
		id: id(),
		serverId: number("server_id")
			.notNull()
			.references(() => servers.id, { onDelete: "cascade" }),
		kind: text({ enum: ["report", "automod", "appeal"] }).notNull(),
		/** The user whom it is about. They never see it. */
		subjectId: number("subject_id")
			.notNull()
			.references(() => users.id),
		/** The channel or thread of the message; null after its deletion. */
		channelId: number("channel_id").references((): AnyPgColumn => channels.id, { onDelete: "set null" }),
		/** The message; null if it is about none. */
		seq: number("seq"),
		snapshot: jsonb().$type<StoredSnapshot>(),
		/** The automod rule that has flagged the message. The name stays when the rule is deleted. */
		ruleId: number("rule_id"),
		ruleName: text("rule_name"),
		/** The number of reports of each category, so that lists never count rows. */
		categories: jsonb().$type<Record<string, number>>().notNull().default({}),
		reportCount: integer("report_count").notNull().default(0),
		openedAt: at("opened_at").notNull().defaultNow(),
		assignedTo: number("assigned_to").references(() => users.id),
		/** The moderator who does not decide it, because it is about what they have done. */
		excludedId: number("excluded_id").references(() => users.id),
		state: text({ enum: ["open", "resolved"] })
			.notNull()
			.default("open"),
		outcome: text({ enum: ["acted", "dismissed", "lifted"] }),
		/** The action that has resolved it. */
		actionId: number("action_id").references(() => moderationActions.id, { onDelete: "set null" }),
		resolvedBy: number("resolved_by").references(() => users.id),
		resolvedAt: at("resolved_at"),
	},
	(t) => [
		// There is one open case for a message, and one for a member.
		uniqueIndex("case_of_message").on(t.channelId, t.seq).where(sql`state = 'open' and channel_id is not null`),
		uniqueIndex("case_of_member")
			.on(t.serverId, t.subjectId)
			.where(sql`state = 'open' and seq is null and kind <> 'appeal'`),
		index("cases_open").on(t.serverId, t.id).where(sql`state = 'open'`),
		index("cases_resolved").on(t.serverId, t.resolvedAt, t.id).where(sql`state = 'resolved'`),
		index().on(t.channelId, t.seq),
		index().on(t.subjectId),
		index().on(t.assignedTo),
		index().on(t.excludedId),
		index().on(t.resolvedBy),
		index().on(t.actionId),
		check("case_kind", sql`${t.kind} in ('report', 'automod', 'appeal')`),
		check("case_snapshot", sql`(${t.seq} is null) = (${t.snapshot} is null)`),
		check(
			"case_resolved",
			sql`(${t.state} = 'resolved') = (${t.outcome} is not null) and (${t.outcome} is null) = (${t.resolvedAt} is null)`,
		),
	],
);

/** The reports of users. `outcome` is shown to them, and does not change. */
export const reports = pgTable(
	"reports",
	{
		caseId: number("case_id")
			.notNull()
			.references(() => cases.id, { onDelete: "cascade" }),
		reporterId: number("reporter_id")
			.notNull()
			.references(() => users.id),
		category: text({ enum: reportCategories }).notNull(),
		comment: text().notNull().default(""),
		createdAt: at("created_at").notNull().defaultNow(),
		outcome: text({ enum: ["removed", "acted", "dismissed", "closed"] }),
		decidedAt: at("decided_at"),
	},
	(t) => [
		primaryKey({ columns: [t.caseId, t.reporterId] }),
		index().on(t.caseId, t.createdAt),
		index().on(t.reporterId, t.createdAt),
		check("report_decided", sql`(${t.outcome} is null) = (${t.decidedAt} is null)`),
	],
);

/** Appeals against moderation actions: one each. */
export const appeals = pgTable(
	"appeals",
	{
		actionId: number("action_id")
			.primaryKey()
			.references(() => moderationActions.id, { onDelete: "cascade" }),
		caseId: number("case_id")
			.notNull()
			.unique()
			.references(() => cases.id, { onDelete: "cascade" }),
		text: text().notNull(),
		createdAt: at("created_at").notNull().defaultNow(),
		outcome: text({ enum: ["upheld", "lifted"] }),
		decidedAt: at("decided_at"),
	},
	(t) => [check("appeal_decided", sql`(${t.outcome} is null) = (${t.decidedAt} is null)`)],
);
