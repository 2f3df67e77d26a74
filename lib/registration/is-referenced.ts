import { type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import {
	auditLog,
	cases,
	escalations,
	instanceAuditLog,
	memberships,
	messages,
	moderationActions,
	users,
} from "@/db/schema";

const names = (column: AnyPgColumn): SQL => sql`exists (select 1 from ${column.table} where ${column} = ${users.id})`;

/**
 * Over `users`: whether an account that nobody has used is a member of a server, or rows that stay name it, such as those
 * of its time as a member. Its row cannot be deleted then.
 */
export const isReferenced = sql<boolean>`(${sql.join(
	[
		memberships.userId,
		messages.authorId,
		moderationActions.subjectId,
		cases.subjectId,
		escalations.subjectId,
		auditLog.subjectId,
		instanceAuditLog.subjectId,
	].map(names),
	sql` or `,
)})`;
