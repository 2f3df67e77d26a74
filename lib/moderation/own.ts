import { and, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { moderationActions, servers } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import type { Sanction } from "../realtime/protocol";

const maxListed = 100;

/**
 * The sanctions against the viewer that last, and those of the last 7 days, latest first. A user who was banned without
 * having been a member is not told, because a private server is hidden from them.
 */
export async function listOwn(viewer: Viewer): Promise<{ sanctions: Sanction[] }> {
	const isBan = eq(moderationActions.kind, "ban");
	const sanctions = await db
		.select({
			id: moderationActions.id,
			server: {
				id: servers.id,
				name: servers.name,
				description: servers.description,
				iconUrl: servers.iconUrl,
				memberCount: servers.memberCount,
			},
			kind: moderationActions.kind,
			until: isoTime(moderationActions.until),
			reason: moderationActions.reason,
			createdAt: isoTime(moderationActions.createdAt),
		})
		.from(moderationActions)
		.innerJoin(servers, eq(servers.id, moderationActions.serverId))
		.where(
			and(
				eq(moderationActions.subjectId, viewer.id),
				isNull(moderationActions.undoneAt),
				or(moderationActions.wasMember, eq(servers.visibility, "public")),
				or(
					gt(moderationActions.createdAt, sql`now() - interval '7 days'`),
					gt(moderationActions.until, sql`now()`),
					and(isBan, isNull(moderationActions.until)),
				),
			),
		)
		.orderBy(desc(moderationActions.id))
		.limit(maxListed);
	return { sanctions };
}
