import { and, eq } from "drizzle-orm";
import { cases, channels, memberships, servers } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import type { Tx } from "../transaction";
import { seesCase } from "./sees-case";

export type LockedCase = Pick<
	typeof cases.$inferSelect,
	"id" | "serverId" | "kind" | "subjectId" | "state" | "outcome" | "resolvedBy" | "assignedTo" | "excludedId"
>;

/** Locks a case of the server that the viewer sees; null without one. Decisions about a case follow each other. */
export async function lockCase(tx: Tx, viewer: Viewer, serverId: number, id: number): Promise<LockedCase | null> {
	const isThis = and(eq(cases.serverId, serverId), eq(cases.id, id));
	const [row] = await tx
		.select({
			id: cases.id,
			serverId: cases.serverId,
			kind: cases.kind,
			subjectId: cases.subjectId,
			state: cases.state,
			outcome: cases.outcome,
			resolvedBy: cases.resolvedBy,
			assignedTo: cases.assignedTo,
			excludedId: cases.excludedId,
		})
		.from(cases)
		.innerJoin(servers, eq(servers.id, cases.serverId))
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id)))
		.leftJoin(channels, eq(channels.id, cases.channelId))
		.where(and(isThis, seesCase()))
		.for("update", { of: cases });
	return row ?? null;
}
