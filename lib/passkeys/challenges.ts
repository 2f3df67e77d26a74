import { createHash, randomBytes } from "node:crypto";
import { and, eq, gt, lt, sql } from "drizzle-orm";
import { db } from "@/db";
import { passkeyChallenges } from "@/db/schema";

const minutes = 5;
const hashOf = (challenge: string) => createHash("sha256").update(challenge).digest();

/** A new challenge for a user who adds a passkey, or for anybody who signs in. */
export async function issue(userId: number | null): Promise<Uint8Array<ArrayBuffer>> {
	const challenge = Uint8Array.from(randomBytes(32));
	const hash = hashOf(Buffer.from(challenge).toString("base64url"));
	await db.delete(passkeyChallenges).where(lt(passkeyChallenges.expiresAt, sql`now()`));
	await db
		.insert(passkeyChallenges)
		.values({ hash, userId, expiresAt: sql`now() + make_interval(mins => ${minutes})` });
	return challenge;
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
