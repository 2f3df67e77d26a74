import { and, desc, eq, gt, isNull, not, or, sql } from "drizzle-orm";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { moderationActions, servers } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import type { Sanction } from "../realtime/protocol";
import { isReplaced } from "./latest-sanction";

const maxListed = 100;

/**
 * The sanctions against the viewer that last, and those of the last 7 days, latest first. A ban of a user who has
 * never been a member is left out: the server may be hidden from them, and its reason would be a message to a stranger.
 */
export async function listOwn(viewer: Viewer): Promise<{ sanctions: Sanction[] }> {
	const sanctions = await db
		.select({
			id: moderationActions.id,
			server: {
				id: servers.id,
				name: servers.name,
				iconUrl: servers.iconUrl,
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
				moderationActions.wasMember,
				not(isReplaced()),
				or(
					gt(moderationActions.createdAt, sql`now() - interval '7 days'`),
					gt(moderationActions.until, sql`now()`),
					and(eq(moderationActions.kind, "ban"), isNull(moderationActions.until)),
				),
			),
		)
		.orderBy(desc(moderationActions.id))
		.limit(maxListed);
	return { sanctions };
}
