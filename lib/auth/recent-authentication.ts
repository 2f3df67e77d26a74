import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { db } from "@/db";
import { sessions } from "@/db/schema";
import { AppError } from "../errors";
import type { Viewer } from "./viewer";

/** For so long after a proof of identity an action that needs one asks for no other. */
const recentMinutes = 10;

/** Throws `reauthentication_required` unless the viewer has proved their identity within the last ten minutes. */
export async function requireRecentAuthentication({ sessionId }: Pick<Viewer, "sessionId">): Promise<void> {
	const [recent] = await db
		.select({ id: sessions.id })
		.from(sessions)
		.where(
			and(
				eq(sessions.id, sessionId),
				isNull(sessions.revokedAt),
				gt(sessions.reauthenticatedAt, sql`now() - make_interval(mins => ${recentMinutes})`),
			),
		);
	if (!recent) throw new AppError("reauthentication_required", "Confirm that it is you.");
}

/** From now on, for ten minutes, the viewer counts as proved in this session alone. */
export async function markAuthenticated({ sessionId }: Pick<Viewer, "sessionId">): Promise<void> {
	await db.update(sessions).set({ reauthenticatedAt: sql`now()` }).where(eq(sessions.id, sessionId));
}
