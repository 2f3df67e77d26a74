import { and, desc, eq, lt } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { instanceAuditLog, users } from "@/db/schema";
import { cursor, cursorOf } from "../cursor";
import { queryLimit } from "../http/query-number";
import type { InstanceAuditEntry } from "../realtime/protocol";
import { text } from "../text/schema";
import { userIdOf } from "../users/find-user";
import { authorColumnsOf } from "../users/serialize";

const by = alias(users, "by");
const { enumValues: actions } = instanceAuditLog.action;
const username = text(0, 100).optional();

export const InstanceAuditQuery = z.object({
	actor: username,
	subject: username,
	action: z.enum(actions, `Must be ${actions.join(", ")}.`).optional(),
	limit: queryLimit(100, 50),
	cursor: cursor.optional(),
});

/**
 * The audit log of the instance, latest first, by page. A name that nobody has matches no entry. `actor` is null for a
 * command that was run on the machine.
 */
export async function list({
	actor,
	subject,
	action,
	limit,
	cursor: after,
}: z.output<typeof InstanceAuditQuery>): Promise<{ entries: InstanceAuditEntry[]; nextCursor: string | null }> {
	const [actorId, subjectId] = await Promise.all([userIdOf(db, actor), userIdOf(db, subject)]);
	if (actorId === null || subjectId === null) return { entries: [], nextCursor: null };
	const rows = await db
		.select({
			id: instanceAuditLog.id,
			at: isoTime(instanceAuditLog.at),
			action: instanceAuditLog.action,
			actor: authorColumnsOf(by),
			subject: authorColumnsOf(users),
			details: instanceAuditLog.details,
		})
		.from(instanceAuditLog)
		.leftJoin(by, eq(by.id, instanceAuditLog.actorId))
		.leftJoin(users, eq(users.id, instanceAuditLog.subjectId))
		.where(
			and(
				actorId === undefined ? undefined : eq(instanceAuditLog.actorId, actorId),
				subjectId === undefined ? undefined : eq(instanceAuditLog.subjectId, subjectId),
				action && eq(instanceAuditLog.action, action),
				after && lt(instanceAuditLog.id, after[1]),
			),
		)
		.orderBy(desc(instanceAuditLog.id))
		.limit(limit + 1);
	const entries = rows.slice(0, limit);
	const last = entries.at(-1);
	return { entries, nextCursor: last && rows.length > limit ? cursorOf("", last.id) : null };
}
