import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { sessions } from "@/db/schema";
import { applyEvent } from "../cluster/events";
import { AppError } from "../errors";
import type { OwnSession } from "../realtime/protocol";
import { transaction } from "../transaction";
import { deviceOf } from "./device";
import { revoke, revokeOthers } from "./sessions";
import type { Viewer } from "./viewer";

export const OtherSessions = z.object({ others: z.literal("true", "Must be true.") });

const notFound = () => new AppError("session_not_found", "This session does not exist any more.");

/** The viewer's active sessions: this one, then the others, the last used first. */
export async function list(viewer: Viewer): Promise<{ sessions: OwnSession[] }> {
	const rows = await db
		.select({
			id: sessions.id,
			userAgent: sessions.userAgent,
			address: sessions.address,
			createdAt: isoTime(sessions.createdAt),
			lastUsedAt: isoTime(sessions.lastUsedAt),
			current: sql<boolean>`${sessions.id} = ${viewer.sessionId}`,
		})
		.from(sessions)
		.where(and(eq(sessions.userId, viewer.id), isNull(sessions.revokedAt), gt(sessions.expiresAt, sql`now()`)))
		.orderBy(sql`${sessions.id} = ${viewer.sessionId} desc`, desc(sessions.lastUsedAt), desc(sessions.createdAt));
	return { sessions: rows.map(({ userAgent, ...row }) => ({ ...row, device: deviceOf(userAgent) })) };
}

/** Loads one of the viewer's sessions, also one that has ended. Throws `session_not_found`. */
export async function open(viewer: Viewer, id: string | undefined): Promise<{ id: string }> {
	if (!z.uuid().safeParse(id).success) throw notFound();
	const [own] = await db
		.select({ id: sessions.id })
		.from(sessions)
		.where(and(eq(sessions.id, id ?? ""), eq(sessions.userId, viewer.id)));
	if (!own) throw notFound();
	return own;
}

/** Ends a session of the viewer, with its sockets. Idempotent. */
export const end = (session: { id: string }): Promise<void> => revoke(session.id);

/** Ends all sessions of the viewer but this one. */
export async function endOthers(viewer: Viewer): Promise<void> {
	const events = await transaction((tx) => revokeOthers(tx, viewer.id, viewer.sessionId));
	for (const event of events) await applyEvent(event);
}
