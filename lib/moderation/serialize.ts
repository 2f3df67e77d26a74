import { eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { moderationActions, users } from "@/db/schema";
import { AppError } from "../errors";
import type { ModerationAction } from "../realtime/protocol";
import { authorColumns } from "../users/serialize";

export const actionNotFound = () => new AppError("moderation_action_not_found", "There is no such moderation action.");

/** How long an action can be undone. */
export const undoTime = sql`interval '7 days'`;

/** The user who has acted, beside the subject in `users`. */
export const actors = alias(users, "actor");
export const actorColumns = {
	id: actors.id,
	username: actors.username,
	displayName: actors.displayName,
	avatarUrl: actors.avatarUrl,
};

/** Over `moderation_actions`, `users` as the subject and `actors`. */
export const actionColumns = {
	id: moderationActions.id,
	kind: moderationActions.kind,
	subject: authorColumns,
	actor: actorColumns,
	until: isoTime(moderationActions.until),
	reason: moderationActions.reason,
	note: moderationActions.note,
	createdAt: isoTime(moderationActions.createdAt),
	undoneAt: isoTime(moderationActions.undoneAt),
	undoUntil: sql<string>`${moderationActions.createdAt} + ${undoTime}`.mapWith((time: Date) => time.toISOString()),
};

export async function getAction(id: number): Promise<ModerationAction> {
	const [row] = await db
		.select(actionColumns)
		.from(moderationActions)
		.innerJoin(users, eq(users.id, moderationActions.subjectId))
		.innerJoin(actors, eq(actors.id, moderationActions.actorId))
		.where(eq(moderationActions.id, id));
	if (!row) throw actionNotFound();
	return row;
}
