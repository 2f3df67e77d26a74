import { createHash, createHmac, hkdfSync, randomBytes, randomInt, timingSafeEqual } from "node:crypto";
import { lt, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { usedChallenges } from "@/db/schema";
import { AppError } from "../errors";
import { consume } from "../http/rate-limits";
import type { InstanceSettings } from "../instance/fields";
import { instanceSettings } from "../instance/settings";
import { appState } from "../process/app-state";
import type { Challenge } from "../realtime/protocol";
import type { Tx } from "../transaction";

const lifetimeMs = 10 * 60_000;
/** A client tries half as many numbers on average. */
const maxNumbers = { normal: 100_000, high: 1_000_000 };

const notValid = "Is not the solution of a challenge.";
export const Solution = z.strictObject({
	salt: z.string(notValid).max(100, notValid),
	number: z.int(notValid).min(0, notValid).max(maxNumbers.high, notValid),
	signature: z.string(notValid).max(100, notValid),
});
export type Solution = z.output<typeof Solution>;

/** Derived, so that the secret of the session cookies signs nothing else. */
const key = () => Buffer.from(hkdfSync("sha256", appState().secret, "", "hearth registration challenges", 32));

const signatureOf = (hash: Buffer) => createHmac("sha256", key()).update(hash).digest();

/**
 * The salt is random, and holds what must not be changed: until when the challenge counts, and how much work it is. It
 * ends with a full stop, so that no digit of the number can pass for one of these, or the other way round.
 */
const saltShape = /^[\w-]{22}\.(\d{13})\.(\d{1,7})\.$/;

const hashOf = (salt: string, number: number) => createHash("sha256").update(`${salt}${number}`).digest();

/** A new challenge, of which nothing is stored; null if a registration needs none. */
export async function issue(address: string): Promise<{ challenge: Challenge | null }> {
	await consume("challenges", address);
	const { proofOfWork } = instanceSettings();
	if (proofOfWork === "off") return { challenge: null };
	const maxNumber = maxNumbers[proofOfWork];
	const expires = Date.now() + lifetimeMs;
	const salt = `${randomBytes(16).toString("base64url")}.${expires}.${maxNumber}.`;
	const hash = hashOf(salt, randomInt(maxNumber + 1));
	return {
		challenge: {
			algorithm: "SHA-256",
			...{ salt, hash: hash.toString("hex"), maxNumber },
			signature: signatureOf(hash).toString("base64url"),
			expiresAt: new Date(expires).toISOString(),
		},
	};
}

type Solved = { hash: Buffer; expiresAt: Date };

/**
 * The challenge that this solves, or null where none is needed. It costs one hash and one signature, whatever was sent.
 * Throws `challenge_required`, `challenge_failed` and `challenge_expired`.
 */
export function check({ proofOfWork }: InstanceSettings, solution: Solution | undefined): Solved | null {
	if (proofOfWork === "off") return null;
	if (!solution) throw new AppError("challenge_required", "Solve a challenge to register here.");
	const hash = hashOf(solution.salt, solution.number);
	const given = Buffer.from(solution.signature, "base64url");
	const signed = signatureOf(hash);
	const isOurs = given.length === signed.length && timingSafeEqual(given, signed);
	const [, expires, work] = saltShape.exec(solution.salt) ?? [];
	if (!isOurs || !expires || !work)
		throw new AppError("challenge_failed", "That doesn't solve a challenge of this site.");
	if (Number(expires) <= Date.now() || Number(work) < maxNumbers[proofOfWork]) throw expired();
	return { hash, expiresAt: new Date(Number(expires)) };
}

const expired = () => new AppError("challenge_expired", "That challenge has expired. Solve a new one.");

/** Uses a solution up, in the transaction of the account. Of two registrations with the same one, one is refused. */
export async function spend(tx: Tx, settings: InstanceSettings, solution: Solution | undefined): Promise<void> {
	const solved = check(settings, solution);
	if (!solved) return;
	const [used] = await tx
		.insert(usedChallenges)
		.values(solved)
		.onConflictDoNothing()
		.returning({ hash: usedChallenges.hash });
	if (!used) throw expired();
}

/** Forgets the used challenges that have expired anyhow. */
export async function sweepChallenges(): Promise<void> {
	await db.delete(usedChallenges).where(lt(usedChallenges.expiresAt, sql`now() - interval '1 hour'`));
}
