import { and, desc, eq, gt, isNull, not, or, sql } from "drizzle-orm";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { moderationActions, servers } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import type { Sanction } from "../realtime/protocol";
import { isReplaced } from "./latest-sanction";

const maxListed = 100;

/**
 * The sanctions against the viewer that last, and those of the last 7 days, latest first. A user who was banned without
 * having been a member is not told: the server may be hidden from them, and nobody writes to strangers by banning them.
 */
export async function listOwn(viewer: Viewer): Promise<{ sanctions: Sanction[] }> {
	const isBan = eq(moderationActions.kind, "ban");
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
					and(isBan, isNull(moderationActions.until)),
				),
			),
		)
		.orderBy(desc(moderationActions.id))
		.limit(maxListed);
	return { sanctions };
}
