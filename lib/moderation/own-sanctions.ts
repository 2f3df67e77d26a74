import { and, desc, eq, gt, inArray, isNull, lte, ne, or, sql } from "drizzle-orm";
import { union } from "drizzle-orm/pg-core";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { bans, moderationActions, servers } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import type { Sanction } from "../realtime/protocol";
import { isInForce } from "./ban-check";
import { latestThatCounts } from "./latest-sanction";

const maxListed = 100;
/** Of all actions against a user, so that the list stays fast for a user whom somebody bans anew each second. */
const maxRead = 1000;

/**
 * The sanctions against the viewer that last, and those of the last 7 days, latest first, with the
 * reasons for which their messages were removed. A ban of a user who has never been a member is left out: the server may be
 * hidden from them, and its reason would be a message to a stranger.
 */
export async function listOwn(viewer: Viewer): Promise<{ sanctions: Sanction[] }> {
	const own = readOwn(viewer);
	const sanctions = await db
		.select({
			id: own.id,
			server: {
				id: servers.id,
				name: servers.name,
				iconUrl: servers.iconUrl,
			},
			kind: own.kind,
			until: isoTime(own.until),
			reason: own.reason,
			createdAt: isoTime(own.createdAt),
		})
		.from(own)
		.innerJoin(servers, eq(servers.id, own.serverId))
		.where(
			and(
				isNull(own.undoneAt),
				or(sql`${own.kind} not in ('timeout', 'ban')`, lte(own.latest, own.id)),
				or(
					gt(own.createdAt, sql`now() - interval '7 days'`),
					gt(own.until, sql`now()`),
					and(eq(own.kind, "ban"), isNull(own.until)),
				),
			),
		)
		.orderBy(desc(own.id))
		.limit(maxListed);
	return { sanctions };
}

/** The latest actions against the viewer and every ban that is in force, each with the latest of its kind and server. */
function readOwn(viewer: Viewer) {
	const { id, serverId, subjectId, kind, until, reason, wasMember, createdAt, undoneAt } = moderationActions;
	const latest = db
		.select({ id })
		.from(moderationActions)
		// Nothing is told of a removal without a reason: the tombstones say it.
		.where(and(eq(subjectId, viewer.id), wasMember, or(ne(kind, "removal"), ne(reason, ""))))
		.orderBy(desc(id))
		.limit(maxRead);
	const inForce = db
		.select({ id })
		.from(bans)
		.innerJoin(moderationActions, eq(id, bans.actionId))
		.where(and(eq(bans.userId, viewer.id), isInForce(), wasMember));
	return db
		.select({ id, serverId, kind, until, reason, createdAt, undoneAt, latest: latestThatCounts().as("latest") })
		.from(moderationActions)
		.where(inArray(id, union(latest, inForce)))
		.as("own");
}
