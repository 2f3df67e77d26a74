import { eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { isoTime } from "@/db/iso-time";
import { moderationActions, users } from "@/db/schema";
import { AppError } from "../errors";
import type { ModerationAction } from "../realtime/protocol";
import { namedColumnsOf, nicknameIn, serializeAuthor } from "../users/serialize";

export const actionNotFound = () => new AppError("moderation_action_not_found", "There is no such moderation action.");

/** How long an action can be undone. */
export const undoTime = sql`interval '7 days'`;

/** The user who has acted, beside the subject in `users`. */
export const actors = alias(users, "actor");
export const actorColumns = namedColumnsOf(actors, moderationActions.serverId);

/**
 * Over `moderation_actions` and `users` as the subject. Anybody can be banned, so of a user who has never been a member it
 * shows no more than the name that was typed: their profile is hidden from those who share no server with them.
 */
export const subjectColumns = {
	id: users.id,
	username: users.username,
	displayName: sql<string>`case when ${moderationActions.wasMember} then ${users.displayName} else ${users.username} end`,
	avatarUrl: sql<string | null>`case when ${moderationActions.wasMember} then ${users.avatarUrl} end`,
	nickname: nicknameIn(moderationActions.serverId, users.id),
};

/** The automod rule that has acted; null if a user has. */
const ruleColumn = sql<ModerationAction["rule"]>`case when ${moderationActions.automodRuleId} is not null then
	json_build_object('id', ${moderationActions.automodRuleId}, 'name', ${moderationActions.automodRuleName}) end`;

/** Over `moderation_actions`, `users` as the subject and `actors`. */
const actionColumns = {
	id: moderationActions.id,
	kind: moderationActions.kind,
	subject: subjectColumns,
	actor: actorColumns,
	rule: ruleColumn,
	until: isoTime(moderationActions.until),
	reason: moderationActions.reason,
	note: moderationActions.note,
	removed: moderationActions.removed,
	createdAt: isoTime(moderationActions.createdAt),
	undoneAt: isoTime(moderationActions.undoneAt),
	undoUntil: sql<string>`${moderationActions.createdAt} + ${undoTime}`.mapWith((time: Date) => time.toISOString()),
};

export async function getAction(id: number): Promise<ModerationAction> {
	const action = (await getActions([id])).get(id);
	if (!action) throw actionNotFound();
	return action;
}

export async function getActions(ids: number[]): Promise<Map<number, ModerationAction>> {
	if (ids.length === 0) return new Map();
	const rows = await db
		.select(actionColumns)
		.from(moderationActions)
		.innerJoin(users, eq(users.id, moderationActions.subjectId))
		.leftJoin(actors, eq(actors.id, moderationActions.actorId))
		.where(isOneOf(moderationActions.id, ids));
	return new Map(
		rows.map(({ subject, actor, ...action }) => [
			action.id,
			{ ...action, subject: serializeAuthor(subject), actor: actor && serializeAuthor(actor) },
		]),
	);
}
