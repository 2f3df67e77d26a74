import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { users } from "@/db/schema";
import { hashPassword } from "../auth/password";
import { rejectGuessable } from "../auth/password-rules";
import { requireRecentAuthentication } from "../auth/recent-authentication";
import { requirePassword, wrongPassword } from "../auth/require-password";
import { revokeOthers } from "../auth/sessions";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import * as emailTokens from "../email-tokens/email-tokens";
import { consume } from "../http/rate-limits";
import { enqueue, enqueueIn } from "../jobs/enqueue";
import type { Locale } from "../locale";
import { isConfigured, requireMail } from "../mail/mail";
import { text } from "../text/schema";
import { type Tx, transaction } from "../transaction";
import { NewPassword } from "./accounts";
import { lockAccount } from "./lock-account";

const given = z.string("Must be text.");

export const PasswordChange = z.strictObject({ current: given.optional(), next: NewPassword });
export const Forgotten = z.strictObject({ name: text(1, 254) });
export const Reset = z.strictObject({ token: given.max(200), password: NewPassword });

/** Changes the viewer's password, or sets the first one of an account without. Their other sessions end. */
export async function change(
	viewer: Viewer,
	{ current, next }: z.output<typeof PasswordChange>,
	address: string,
	locale: Locale,
): Promise<void> {
	const checked = await provedPassword(viewer, current, address);
	rejectGuessable("next", next, viewer.username);
	const hash = await hashPassword(next, address);
	await applyAll(
		await transaction(async (tx) => {
			await lockAccount(tx, viewer.id);
			const [changed] = await tx
				.update(users)
				.set({ passwordHash: hash, pendingEmail: null })
				.where(
					and(eq(users.id, viewer.id), checked === null ? isNull(users.passwordHash) : eq(users.passwordHash, checked)),
				)
				.returning({ id: users.id });
			// Another change came first.
			if (!changed) throw wrongPassword("current");
			return endAccess(tx, viewer.id, viewer.sessionId, locale);
		}),
	);
}

/**
 * The hash of the viewer's password, which they have just given; null for an account without one, whose user has
 * authenticated recently.
 */
async function provedPassword(viewer: Viewer, current: string | undefined, address: string): Promise<string | null> {
	if (current !== undefined) return requirePassword(viewer, current, address, "current");
	const [user] = await db.select({ hash: users.passwordHash }).from(users).where(eq(users.id, viewer.id));
	if (user?.hash) throw wrongPassword("current");
	await requireRecentAuthentication(viewer);
	return null;
}

/**
 * Asks for an e-mail with a link to reset the password of the account with this username or address. The account is
 * looked up by a job, so nothing about the response depends on whether there is one. Throws `rate_limited` above 5 an
 * hour from one address.
 */
export async function forgot(
	{ name }: z.output<typeof Forgotten>,
	address: string,
	locale: Locale,
): Promise<Record<string, never>> {
	await consume("resets", address);
	requireMail();
	await enqueue("mail", { kind: "reset", name: name.toLowerCase(), locale });
	return {};
}

/** Sets a new password with the token of a link, and returns the user. All their sessions end. */
export async function reset(
	{ token, password }: z.output<typeof Reset>,
	address: string,
	locale: Locale,
): Promise<{ username: string }> {
	const { userId } = await emailTokens.peek(db, token, "reset");
	const [user] = await db.select({ username: users.username }).from(users).where(eq(users.id, userId));
	if (!user) throw emailTokens.expired();
	// Before the token is used, so that the user can choose another password.
	rejectGuessable("password", password, user.username);
	const hash = await hashPassword(password, address);
	await applyAll(
		await transaction(async (tx) => {
			await lockAccount(tx, userId);
			const { email } = await emailTokens.use(tx, token, "reset");
			const [changed] = await tx
				.update(users)
				.set({ passwordHash: hash, pendingEmail: null })
				.where(and(eq(users.id, userId), email === null ? undefined : eq(users.email, email)))
				.returning({ id: users.id });
			// The mailbox that received the link no longer belongs to the account.
			if (!changed) throw emailTokens.expired();
			return endAccess(tx, userId, null, locale);
		}),
	);
	return user;
}

/**
 * Ends what the former password gave access to: sessions, and links by which its owner could take the account back, such
 * as that of a new e-mail address.
 */
async function endAccess(tx: Tx, userId: number, keptId: string | null, locale: Locale): Promise<ClusterEvent[]> {
	await emailTokens.revokeAll(tx, userId);
	const events = await revokeOthers(tx, userId, keptId);
	const account: ClusterEvent = { kind: "account_changed", userId, only: "own" };
	await emitInTransaction(tx, account);
	events.push(account);
	if (isConfigured()) events.push(await enqueueIn(tx, "mail", { kind: "password_changed", userId, locale }));
	return events;
}

async function applyAll(events: ClusterEvent[]): Promise<void> {
	for (const event of events) await applyEvent(event);
}
