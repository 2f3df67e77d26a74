import { and, eq, gt, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { signInTickets, users } from "@/db/schema";
import { applyEvent } from "../cluster/events";
import { AppError } from "../errors";
import { consume } from "../http/rate-limits";
import type { OwnUser, SignInStep } from "../realtime/protocol";
import { notifyOfChange } from "../second-factors/notify-of-change";
import * as recoveryCodes from "../second-factors/recovery-codes";
import { acceptCode, hasSecondFactor } from "../second-factors/second-factor";
import { transaction } from "../transaction";
import { mine } from "../users/accounts";
import { lockAccount } from "../users/lock-account";
import { userWithCredentials } from "./nextauth-options";
import { hashOf, newToken } from "./secret-token";
import { type Client, create as createSession, type NewSession } from "./sessions";

const given = z.string("Must be text.");

export const SignIn = z.strictObject({ name: given, password: given });
export const SecondStep = z
	.strictObject({ ticket: given.max(200), code: given.max(100).optional(), recoveryCode: given.max(100).optional() })
	.refine(({ code, recoveryCode }) => (code === undefined) !== (recoveryCode === undefined), {
		path: ["code"],
		message: "Give a code or a recovery code.",
	});

export type SignedIn = { user: OwnUser; sessionId: string };

const ticketMinutes = 5;
const maxTries = 5;

const noMatch = () => new AppError("invalid_credentials", "That name and password don’t match.");
const wrongCode = () => new AppError("invalid_credentials", "That code doesn’t match.");
const expired = () => new AppError("token_expired", "This sign-in has taken too long. Begin again.");
const cannotSignIn = () => new AppError("forbidden", "This account cannot sign in.");

/** Signs a user in; an account with a second factor gets a ticket for the second step instead. */
export async function signIn(
	{ name, password }: z.output<typeof SignIn>,
	client: Client,
): Promise<SignedIn | SignInStep> {
	const person = await userWithCredentials(name, password, client.address, client.locale);
	if (!person) throw noMatch();
	const userId = Number(person.id);
	const { passwordHash } = person;
	if (person.hasSecondFactor) return issueTicket(userId, passwordHash);
	return beginSession({ ...client, userId, passwordHash, provedSecondFactor: false }, noMatch);
}

/**
 * Signs in a user who has proved one factor: with a provider, with a passkey, or with a password that was checked
 * elsewhere. A second factor is asked for as after a password.
 */
export async function signInAs(
	userId: number,
	passwordHash: string | null,
	client: Client,
	refusal = cannotSignIn,
): Promise<SignedIn | SignInStep> {
	const [person] = await db.select({ hasSecondFactor }).from(users).where(eq(users.id, userId));
	if (person?.hasSecondFactor) return issueTicket(userId, passwordHash);
	return beginSession({ ...client, userId, passwordHash, provedSecondFactor: false }, refusal);
}

/** The second step of a sign-in whose first proof was right: with the ticket and a code it makes a session. */
export async function issueTicket(userId: number, passwordHash: string | null): Promise<SignInStep> {
	const ticket = newToken();
	await db.delete(signInTickets).where(lt(signInTickets.expiresAt, sql`now()`));
	await db.insert(signInTickets).values({
		hash: hashOf(ticket),
		userId,
		passwordHash,
		expiresAt: sql`now() + make_interval(mins => ${ticketMinutes})`,
	});
	return { next: ["totp", "recovery"], ticket };
}

/** Signs in with a ticket and a code. A ticket has five tries, and works once. */
export async function signInSecond(
	{ ticket, code, recoveryCode }: z.output<typeof SecondStep>,
	client: Client,
): Promise<SignedIn> {
	const hash = hashOf(ticket);
	const isOpen = and(
		eq(signInTickets.hash, hash),
		gt(signInTickets.expiresAt, sql`now()`),
		lt(signInTickets.tries, maxTries),
	);
	const [open] = await db.select({ userId: signInTickets.userId }).from(signInTickets).where(isOpen);
	if (!open) throw expired();
	const { userId } = open;
	await consume("secondFactors", userId);
	const used = await transaction(async (tx) => {
		await lockAccount(tx, userId);
		const [row] = await tx
			.update(signInTickets)
			.set({ tries: sql`${signInTickets.tries} + 1` })
			.where(isOpen)
			.returning({ passwordHash: signInTickets.passwordHash });
		if (!row) return null;
		const isRight =
			recoveryCode === undefined
				? await acceptCode(tx, userId, code ?? "")
				: await recoveryCodes.use(tx, userId, recoveryCode);
		if (!isRight) return { isRight, row, events: [] };
		await tx.delete(signInTickets).where(eq(signInTickets.hash, hash));
		const events = recoveryCode === undefined ? [] : await notifyOfChange(tx, userId, "recovery_code", client.locale);
		return { isRight, row, events };
	});
	if (!used) throw expired();
	for (const event of used.events) await applyEvent(event);
	if (!used.isRight) throw wrongCode();
	return beginSession({ ...client, userId, passwordHash: used.row.passwordHash, provedSecondFactor: true }, expired);
}

/** The session of a sign-in that is complete. */
export async function beginSession(session: NewSession, refusal: () => AppError): Promise<SignedIn> {
	const sessionId = await createSession(session);
	if (sessionId === null) throw refusal();
	return { sessionId, ...(await mine({ id: session.userId })) };
}
