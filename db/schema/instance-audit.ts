import { sql } from "drizzle-orm";
import { check, pgTable, text } from "drizzle-orm/pg-core";
import { at, id, number } from "./columns";
import { users } from "./users";

/** Actions on accounts of the instance. */
export const instanceAuditLog = pgTable(
	"instance_audit_log",
	{
		id: id(),
		at: at("at").notNull().defaultNow(),
		/** Null for the machine: a command that was run on it. */
		actorId: number("actor_id").references(() => users.id),
		action: text({ enum: ["reset_link", "make_admin", "end_sessions"] }).notNull(),
		/** Null if it was done to all accounts. */
		subjectId: number("subject_id").references(() => users.id),
	},
	(t) => [check("instance_audit_action", sql`${t.action} in ('reset_link', 'make_admin', 'end_sessions')`)],
);
