import { and, eq, or, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { cases, channels, memberships, servers } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import { seesCase } from "./sees-case";

/** In SQL: whether the viewer sees the case with this id. */
export const seesCaseOf = (viewer: Viewer, caseId: SQLWrapper): SQL => sql`exists (
	select 1 from ${cases}
	join ${servers} on ${servers.id} = ${cases.serverId}
	join ${memberships} on ${memberships.serverId} = ${servers.id} and ${memberships.userId} = ${viewer.id}
	left join ${channels} on ${channels.id} = ${cases.channelId}
	where ${cases.id} = ${caseId} and ${seesCase()})`;

type Wanted = { caseIds: number[]; actionIds: number[] };

/** The cases of a server with these ids, and those that these actions have resolved, as far as the viewer sees them. */
export async function seenCases(viewer: Viewer, serverId: number, { caseIds, actionIds }: Wanted) {
	if (caseIds.length + actionIds.length === 0) return [];
	return db
		.select({ id: cases.id, kind: cases.kind, actionId: cases.actionId })
		.from(cases)
		.innerJoin(servers, eq(servers.id, cases.serverId))
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id)))
		.leftJoin(channels, eq(channels.id, cases.channelId))
		.where(
			and(eq(cases.serverId, serverId), or(isOneOf(cases.id, caseIds), isOneOf(cases.actionId, actionIds)), seesCase()),
		)
		.orderBy(cases.id);
}
