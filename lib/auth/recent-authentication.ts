import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { sessions } from "@/db/schema";
import { AppError, invalid } from "../errors";
import { consume } from "../http/rate-limits";
import { acceptCode } from "../second-factors/second-factor";
import { transaction } from "../transaction";
import { lockAccount } from "../users/lock-account";
import { requirePassword } from "./require-password";
import type { Viewer } from "./viewer";

/** For so long after a proof of identity an action that needs one asks for no other. */
const recentMinutes = 10;

const given = z.string("Must be text.");

export const Reauthentication = z
	.strictObject({ password: given.optional(), code: given.max(100).optional() })
	.refine(({ password, code }) => (password === undefined) !== (code === undefined), {
		path: ["password"],
		message: "Give your password or a code.",
	});

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
	if (!recent) throw new AppError("reauthentication_required", "Confirm that it is you: enter your password.");
}

/**
 * Proves the viewer's identity for the next ten minutes, in this session alone, with the password or a code of their
 * authenticator app. Wrong ones count as at sign-in.
 */
export async function reauthenticate(
	viewer: Viewer,
	{ password, code }: z.output<typeof Reauthentication>,
	address: string,
): Promise<void> {
	if (password !== undefined) await requirePassword(viewer, password, address);
	if (code !== undefined) await requireCode(viewer, code);
	// A change of the password meanwhile has revoked all sessions but the one that made it.
	await db
		.update(sessions)
		.set({ reauthenticatedAt: sql`now()` })
		.where(and(eq(sessions.id, viewer.sessionId), isNull(sessions.revokedAt)));
}

async function requireCode({ id }: Viewer, code: string): Promise<void> {
	await consume("secondFactors", id);
	const isRight = await transaction(async (tx) => {
		await lockAccount(tx, id);
		return acceptCode(tx, id, code);
	});
	if (!isRight) throw invalid({ code: "This is not the code that the app shows now." });
}
