import { and, eq } from "drizzle-orm";
import { db } from "@/db";
import { memberships, reports } from "@/db/schema";
import { publish } from "../realtime/broadcast";
import { room } from "../realtime/rooms";

/** Emits the decision about a case to the users who have reported it and are still members. */
export async function publishDecision(serverId: number, caseId: number): Promise<void> {
	const rows = await db
		.select({ userId: reports.reporterId })
		.from(reports)
		.innerJoin(memberships, and(eq(memberships.serverId, serverId), eq(memberships.userId, reports.reporterId)))
		.where(eq(reports.caseId, caseId));
	for (const { userId } of rows) publish(room.user(userId), "report", { serverId });
}
