import { and, eq, isNotNull, sql } from "drizzle-orm";
import { passkeys, recoveryCodes, signInTickets, totp } from "@/db/schema";
import type { Tx } from "../transaction";
import { unseal } from "./secret-box";
import { stepOf } from "./totp-code";

/** In SQL: whether sign-in asks the account of a query for a second factor. */
export const hasSecondFactor = sql<boolean>`exists (
	select 1 from totp factor where factor.user_id = users.id and factor.confirmed_at is not null)`;

/** Uses up a code of the user's authenticator app. Each step of 30 seconds counts once, also for concurrent requests. */
export async function acceptCode(tx: Tx, userId: number, code: string): Promise<boolean> {
	const [row] = await tx
		.select({ secret: totp.secret, lastStep: totp.lastStep })
		.from(totp)
		.where(and(eq(totp.userId, userId), isNotNull(totp.confirmedAt)))
		.for("update");
	const secret = row && unseal(row.secret, userId);
	const step = secret ? stepOf(secret, code) : null;
	if (!row || step === null || step <= (row.lastStep ?? 0)) return false;
	await tx.update(totp).set({ lastStep: step }).where(eq(totp.userId, userId));
	return true;
}

/** Removes the user's app and recovery codes; false if there was no app. Sign-ins that wait for one have to begin again. */
export async function removeTotp(tx: Tx, userId: number): Promise<boolean> {
	await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
	await tx.delete(signInTickets).where(eq(signInTickets.userId, userId));
	const removed = await tx.delete(totp).where(eq(totp.userId, userId)).returning({ confirmedAt: totp.confirmedAt });
	return removed.some(({ confirmedAt }) => confirmedAt !== null);
}

/** Removes everything but the password by which the user signs in. */
export async function removeAll(tx: Tx, userId: number): Promise<void> {
	await removeTotp(tx, userId);
	await tx.delete(passkeys).where(eq(passkeys.userId, userId));
}
