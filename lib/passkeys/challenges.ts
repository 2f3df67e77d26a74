import { and, eq, gt, lt, sql } from "drizzle-orm";
import { db } from "@/db";
import { passkeyChallenges } from "@/db/schema";
import { hashOf, newToken } from "../auth/secret-token";

const minutes = 5;

/** A new challenge for a user who adds a passkey; null before a sign-in, whose user is not known yet. */
export async function issue(userId: number | null): Promise<Uint8Array<ArrayBuffer>> {
	const challenge = newToken();
	await db.delete(passkeyChallenges).where(lt(passkeyChallenges.expiresAt, sql`now()`));
	await db
		.insert(passkeyChallenges)
		.values({ hash: hashOf(challenge), userId, expiresAt: sql`now() + make_interval(mins => ${minutes})` });
	return Uint8Array.from(Buffer.from(challenge, "base64url"));
}

/** Uses a challenge up; false if it is not one of this user's, was used, or is too old. */
export async function use(challenge: string, userId: number | null): Promise<boolean> {
	const used = await db
		.delete(passkeyChallenges)
		.where(
			and(
				eq(passkeyChallenges.hash, hashOf(challenge)),
				sql`${passkeyChallenges.userId} is not distinct from ${userId}`,
				gt(passkeyChallenges.expiresAt, sql`now()`),
			),
		)
		.returning({ hash: passkeyChallenges.hash });
	return used.length > 0;
}
