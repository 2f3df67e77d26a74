import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { users } from "@/db/schema";
import { wrongPassword } from "../auth/require-password";
import { isProved, requireProof } from "../auth/require-proof";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import * as emailTokens from "../email-tokens/email-tokens";
import { constraintOf } from "../errors";
import { enqueueIn } from "../jobs/enqueue";
import type { Locale } from "../locale";
import { requireMail } from "../mail/mail";
import type { OwnUser } from "../realtime/protocol";
import { transaction } from "../transaction";
import { Email, mine } from "./accounts";
import { lockAccount } from "./lock-account";

export const EmailChange = z.strictObject({ email: Email, password: z.string("Must be text.").optional() });
export const Verification = z.strictObject({ token: z.string("Must be text.").max(200) });

/** The address that the user wants to have and has not verified. */
const wanted = sql`coalesce(${users.pendingEmail}, case when ${users.emailVerifiedAt} is null then ${users.email} end)`;

const accountChanged = (userId: number): ClusterEvent => ({ kind: "account_changed", userId, only: "own" });

/**
 * Sends a link to the new address, which becomes the viewer's when they open it; their present one is notified. An
 * address of another account is treated alike: only the e-mail to it differs. The viewer's own address cancels a change.
 */
export async function change(
	viewer: Viewer,
	{ email, password }: z.output<typeof EmailChange>,
	address: string,
	locale: Locale,
): Promise<{ user: OwnUser }> {
	requireMail();
	const checked = await requireProof(viewer, password, address);
	const userId = viewer.id;
	const events = await transaction(async (tx) => {
		await lockAccount(tx, userId);
		const [account] = await tx
			.select({ email: users.email, isVerified: sql<boolean>`${users.emailVerifiedAt} is not null` })
			.from(users)
			.where(isProved(viewer, checked));
		// The password was changed meanwhile: a change that it has cancelled must not come back.
		if (!account) throw wrongPassword("password");
		const isOwn = account.isVerified && account.email === email;
		await tx
			.update(users)
			.set({ pendingEmail: isOwn ? null : email })
			.where(eq(users.id, userId));
		await emailTokens.revokeAll(tx, userId, "verify", "change");
		const events = [accountChanged(userId)];
		await emitInTransaction(tx, ...events);
		if (isOwn) return events;
		events.push(await enqueueIn(tx, "mail", { kind: "verify", userId, email, locale }));
		if (account.isVerified && account.email !== null)
			events.push(await enqueueIn(tx, "mail", { kind: "change_requested", userId, email: account.email, locale }));
		return events;
	});
	for (const event of events) await applyEvent(event);
	return mine(viewer);
}

/** Sends the link to the address that is not verified yet once more. */
export async function resend(viewer: Viewer, locale: Locale): Promise<{ user: OwnUser }> {
	requireMail();
	const [row] = await db
		.select({ email: sql<string | null>`${wanted}` })
		.from(users)
		.where(eq(users.id, viewer.id));
	const email = row?.email;
	if (email)
		await applyEvent(
			await transaction((tx) => enqueueIn(tx, "mail", { kind: "verify", userId: viewer.id, email, locale })),
		);
	return mine(viewer);
}

/** Verifies the address to which the token was sent. It needs no session: the e-mail may be read elsewhere. */
export async function verify({ token }: z.output<typeof Verification>): Promise<{ username: string; email: string }> {
	const { userId } = await emailTokens.peek(db, token, "verify", "change");
	try {
		const verified = await transaction(async (tx) => {
			await lockAccount(tx, userId);
			const { email } = await emailTokens.use(tx, token, "verify", "change");
			if (email === null) throw emailTokens.expired();
			const [row] = await tx
				.update(users)
				.set({ email, emailVerifiedAt: sql`now()`, pendingEmail: null, awaitsEmail: false })
				.where(and(eq(users.id, userId), sql`${wanted} = ${email}`))
				.returning({ username: users.username });
			if (!row) throw emailTokens.expired();
			await emitInTransaction(tx, accountChanged(userId));
			return { ...row, email };
		});
		await applyEvent(accountChanged(userId));
		return verified;
	} catch (error) {
		// Another account has verified it since the e-mail was sent.
		if (constraintOf(error) === "users_verified_email") throw emailTokens.expired();
		throw error;
	}
}
