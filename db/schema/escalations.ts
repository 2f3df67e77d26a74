import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { cases, type StoredSnapshot } from "./cases";
import { at, id, number } from "./columns";
import { servers } from "./servers";
import { users } from "./users";

/**
 * Cases of servers that were handed to the administrators of the instance, with copies of all that these see. They stay
 * when the server is deleted.
 */
export const escalations = pgTable(
	"escalations",
	{
		id: id(),
		/** Null after the server was deleted, as is `serverId`. */
		caseId: number("case_id")
			.unique()
			.references(() => cases.id, { onDelete: "set null" }),
		serverId: number("server_id").references(() => servers.id, { onDelete: "set null" }),
		serverName: text("server_name").notNull(),
		kind: text({ enum: ["report", "automod"] }).notNull(),
		/** The user whom the case is about. */
		subjectId: number("subject_id")
			.notNull()
			.references(() => users.id),
		/** The message as it was; null for a case about a member. */
		snapshot: jsonb().$type<StoredSnapshot>(),
		categories: jsonb().$type<Record<string, number>>().notNull().default({}),
		reportCount: integer("report_count").notNull().default(0),
		escalatedBy: number("escalated_by")
			.notNull()
			.references(() => users.id),
		/** Whether that is a user who has reported a moderator, and not a moderator. */
		isByReporter: boolean("is_by_reporter").notNull().default(false),
		note: text().notNull().default(""),
		createdAt: at("created_at").notNull().defaultNow(),
		/** Null while it is open. `returned`: handed back to the server. */
		outcome: text({ enum: ["closed", "returned"] }),
		/** Of the administrator, for the moderators of the server. */
		answer: text().notNull().default(""),
		closedBy: number("closed_by").references(() => users.id),
		closedAt: at("closed_at"),
	},
	(t) => [
		index("escalations_open").on(t.id).where(sql`outcome is null`),
		index("escalations_closed").on(t.closedAt, t.id).where(sql`outcome is not null`),
		index().on(t.serverId),
		index().on(t.subjectId),
		index().on(t.escalatedBy),
		index().on(t.closedBy),
		check("escalation_closed", sql`(${t.outcome} is null) = (${t.closedAt} is null)`),
	],
);
