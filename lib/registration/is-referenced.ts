import { type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import {
	auditLog,
	automodMatches,
	bans,
	cases,
	channels,
	emoji,
	escalations,
	importedAuthors,
	instanceAuditLog,
	memberships,
	messages,
	moderationActions,
	reactions,
	reports,
	servers,
	users,
} from "@/db/schema";

/** The columns that keep an account's row from being deleted: a test finds one that is missing here. */
export const references: AnyPgColumn[] = [
	...[auditLog.actorId, auditLog.subjectId, auditLog.assigneeId],
	...[instanceAuditLog.actorId, instanceAuditLog.subjectId],
	...[moderationActions.actorId, moderationActions.subjectId, moderationActions.undoneBy, bans.userId],
	...[cases.subjectId, cases.assignedTo, cases.excludedId, cases.resolvedBy, reports.reporterId],
	...[escalations.subjectId, escalations.escalatedBy, escalations.closedBy],
	...[servers.ownerId, channels.creatorId, emoji.creatorId, automodMatches.userId],
	...[messages.authorId, reactions.userId, importedAuthors.userId],
];

const names = (column: AnyPgColumn): SQL => sql`exists (select 1 from ${column.table} where ${column} = ${users.id})`;

/**
 * Over `users`: whether an account that nobody has used is a member of a server, or rows that stay name it, such as those
 * of its time as a member. Its row cannot be deleted then.
 */
export const isReferenced = sql<boolean>`(${sql.join([memberships.userId, ...references].map(names), sql` or `)})`;
