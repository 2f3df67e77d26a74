import { and, desc, eq, ilike, lt, or } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { bans, moderationActions, users } from "@/db/schema";
import type { LoadedServer } from "../auth/access";
import { cursor, cursorOf } from "../cursor";
import { queryLimit } from "../http/query-number";
import type { Ban } from "../realtime/protocol";
import { escapeLike } from "../text/escape-like";
import { text } from "../text/schema";
import { serializeAuthor } from "../users/serialize";
import { isInForce } from "./ban-check";
import { actorColumns, actors, subjectColumns } from "./serialize";

export const BansQuery = z.object({
	q: text(0, 100).optional(),
	limit: queryLimit(100, 50),
	cursor: cursor.optional(),
});

/** The bans that are in force, latest first, by page. `q` is a literal part of either name, in any case. */
export async function list(
	server: LoadedServer,
	{ q, limit, cursor: after }: z.output<typeof BansQuery>,
): Promise<{ bans: Ban[]; nextCursor: string | null }> {
	const pattern = q ? `%${escapeLike(q)}%` : null;
	const rows = await db
		.select({
			user: subjectColumns,
			actor: actorColumns,
			until: isoTime(bans.until),
			reason: moderationActions.reason,
			note: moderationActions.note,
			createdAt: isoTime(moderationActions.createdAt),
			actionId: bans.actionId,
		})
		.from(bans)
		.innerJoin(moderationActions, eq(moderationActions.id, bans.actionId))
		.innerJoin(users, eq(users.id, bans.userId))
		.innerJoin(actors, eq(actors.id, moderationActions.actorId))
		.where(
			and(
				eq(bans.serverId, server.id),
				isInForce(),
				pattern === null ? undefined : or(ilike(users.username, pattern), ilike(subjectColumns.displayName, pattern)),
				after && lt(bans.actionId, after[1]),
			),
		)
		.orderBy(desc(bans.actionId))
		.limit(limit + 1);
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	return {
		bans: page.map(({ actionId: _, user, actor, ...ban }) => ({
			...ban,
			user: serializeAuthor(user),
			actor: serializeAuthor(actor),
		})),
		nextCursor: last && rows.length > limit ? cursorOf("", last.actionId) : null,
	};
}
