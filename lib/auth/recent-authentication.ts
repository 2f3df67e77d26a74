import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { sessions } from "@/db/schema";
import { AppError } from "../errors";
import { requirePassword } from "./require-password";
import type { Viewer } from "./viewer";

/** For so long after a proof of identity an action that needs one asks for no other. */
export const recentMinutes = 10;

export const Reauthentication = z.strictObject({ password: z.string("Must be text.") });

/** Whether the user of this session has signed in or reauthenticated in it within the last ten minutes. */
export async function isRecentlyAuthenticated({ sessionId }: Pick<Viewer, "sessionId">): Promise<boolean> {
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
	return recent !== undefined;
}

/** Throws `reauthentication_required` unless the viewer has proved their identity within the last ten minutes. */
export async function requireRecentAuthentication(viewer: Pick<Viewer, "sessionId">): Promise<void> {
	if (!(await isRecentlyAuthenticated(viewer)))
		throw new AppError("reauthentication_required", "Confirm that it is you: enter your password.");
}

/** Proves the viewer's identity for the next ten minutes, in this session alone. Wrong passwords count as at sign-in. */
export async function reauthenticate(
	viewer: Viewer,
	{ password }: z.output<typeof Reauthentication>,
	address: string,
): Promise<void> {
	await requirePassword(viewer, password, address);
	// A change of the password meanwhile has revoked all sessions but the one that made it.
	await db
		.update(sessions)
		.set({ reauthenticatedAt: sql`now()` })
		.where(and(eq(sessions.id, viewer.sessionId), isNull(sessions.revokedAt)));
}
