import { and, desc, eq, gt, inArray, isNotNull, isNull, lte, ne, or, type SQL, sql } from "drizzle-orm";
import { union } from "drizzle-orm/pg-core";
import { type Database, db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { appeals, bans, cases, moderationActions, servers } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import { appealColumns } from "../cases/appeal-columns";
import type { Sanction } from "../realtime/protocol";
import type { Tx } from "../transaction";
import { isInForce } from "./ban-check";
import { latestThatCounts } from "./latest-sanction";

const maxListed = 100;
/** Of all actions against a user, so that the list stays fast for a user whom somebody bans anew each second. */
const maxRead = 1000;

/**
 * The sanctions against the viewer that last, and those of the last 7 days, latest first, with the reasons for which their
 * messages were removed. One with an appeal is listed until 7 days after the decision about it. A ban of a user who has
 * never been a member is left out: the server may be hidden from them, and its reason would be a message to a stranger.
 */
export async function listOwn(viewer: Viewer): Promise<{ sanctions: Sanction[] }> {
	return { sanctions: await selectOwn(db, viewer) };
}

/** Whether this is one of the sanctions that the viewer is shown. */
export const isShown = async (tx: Tx, viewer: Viewer, actionId: number): Promise<boolean> =>
	(await selectOwn(tx, viewer, actionId)).length > 0;

function selectOwn(on: Database | Tx, viewer: Viewer, only?: number): Promise<Sanction[]> {
	const own = readOwn(viewer);
	const counts = and(
		isNull(own.undoneAt),
		or(sql`${own.kind} not in ('timeout', 'ban')`, lte(own.latest, own.id)),
		or(
			gt(own.createdAt, sql`now() - interval '7 days'`),
			gt(own.until, sql`now()`),
			and(eq(own.kind, "ban"), isNull(own.until)),
		),
	);
	return on
		.select({
			id: own.id,
			server: {
				id: servers.id,
				name: servers.name,
				iconUrl: servers.iconUrl,
			},
			kind: own.kind,
			rule: own.rule,
			until: isoTime(own.until),
			reason: own.reason,
			createdAt: isoTime(own.createdAt),
			undoneAt: isoTime(own.undoneAt),
			appeal: appealColumns,
		})
		.from(own)
		.innerJoin(servers, eq(servers.id, own.serverId))
		.leftJoin(appeals, eq(appeals.actionId, own.id))
		.where(
			and(only === undefined ? undefined : eq(own.id, only), or(counts, and(isNotNull(appeals.caseId), isUnsettled()))),
		)
		.orderBy(desc(own.id))
		.limit(maxListed);
}

/** Over `appeals`: not decided, or in the last 7 days. */
const isUnsettled = (): SQL | undefined =>
	or(isNull(appeals.decidedAt), gt(appeals.decidedAt, sql`now() - interval '7 days'`));

/**
 * The latest actions against the viewer, every ban that is in force, and what they have appealed against, each with the
 * latest of its kind and server.
 */
function readOwn(viewer: Viewer) {
	const { id, serverId, subjectId, kind, automodRuleName, until, reason, wasMember, createdAt, undoneAt } =
		moderationActions;
	const latest = db
		.select({ id })
		.from(moderationActions)
		// A removal without a reason is left out: the tombstones show it already.
		.where(and(eq(subjectId, viewer.id), wasMember, or(ne(kind, "removal"), ne(reason, ""))))
		.orderBy(desc(id))
		.limit(maxRead);
	const inForce = db
		.select({ id })
		.from(bans)
		.innerJoin(moderationActions, eq(id, bans.actionId))
		.where(and(eq(bans.userId, viewer.id), isInForce(), wasMember));
	const appealed = db
		.select({ id: appeals.actionId })
		.from(cases)
		.innerJoin(appeals, eq(appeals.caseId, cases.id))
		.where(and(eq(cases.subjectId, viewer.id), eq(cases.kind, "appeal"), isUnsettled()));
	return db
		.select({
			id,
			serverId,
			kind,
			rule: automodRuleName,
			until,
			reason,
			createdAt,
			undoneAt,
			latest: latestThatCounts().as("latest"),
		})
		.from(moderationActions)
		.where(inArray(id, union(latest, inForce, appealed)))
		.as("own");
}
