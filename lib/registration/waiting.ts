import { and, asc, eq, gt, or } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { users } from "@/db/schema";
import { requireLockedAdministrator } from "../admin/administrator";
import { writeInstanceAudit } from "../admin/write-audit";
import type { Viewer } from "../auth/viewer";
import { applyEvent } from "../cluster/events";
import { cursor, cursorOf } from "../cursor";
import { AppError, isAppError } from "../errors";
import { queryLimit } from "../http/query-number";
import { consume } from "../http/rate-limits";
import { idFrom } from "../ids";
import { enqueueIn } from "../jobs/enqueue";
import type { Locale } from "../locale";
import type { AwaitedStep, WaitingAccount } from "../realtime/protocol";
import { type Tx, transaction } from "../transaction";
import { userNotFound } from "../users/profiles";
import type { AwaitedSteps } from "./admission";
import { isReferenced } from "./is-referenced";

export const WaitingQuery = z.object({ limit: queryLimit(100, 50), cursor: cursor.optional() });

export const awaitedSteps = ({ awaitsApproval, awaitsEmail }: AwaitedSteps): AwaitedStep[] => [
	...(awaitsEmail ? (["email"] as const) : []),
	...(awaitsApproval ? (["approval"] as const) : []),
];

/** Throws for the right password of an account that cannot be used yet. Sends the link to verify its address again. */
export async function rejectWaiting(
	{ id, awaitsApproval, awaitsEmail }: AwaitedSteps & { id: number },
	locale: Locale,
): Promise<void> {
	if (awaitsEmail) await sendLink(id, locale);
	if (awaitsEmail)
		throw new AppError("email_not_verified", "Open the link that was sent to your e-mail address first.");
	if (awaitsApproval) throw new AppError("awaiting_approval", "An administrator has to approve your account first.");
}

/** The same for a user who has signed in by other means than a password. */
export async function rejectWaitingUser(userId: number, locale: Locale): Promise<void> {
	const [account] = await db
		.select({ id: users.id, awaitsApproval: users.awaitsApproval, awaitsEmail: users.awaitsEmail })
		.from(users)
		.where(eq(users.id, userId));
	if (account) await rejectWaiting(account, locale);
}

async function sendLink(userId: number, locale: Locale): Promise<void> {
	try {
		await consume("emailChanges", userId);
	} catch (error) {
		if (isAppError(error, "rate_limited")) return;
		throw error;
	}
	const event = await transaction(async (tx) => {
		const [row] = await tx.select({ email: users.email }).from(users).where(eq(users.id, userId));
		return row?.email ? enqueueIn(tx, "mail", { kind: "verify", userId, email: row.email, locale }) : null;
	});
	if (event) await applyEvent(event);
}

/** The accounts that cannot be used yet, those that wait longest first. */
export async function list({
	limit,
	cursor: after,
}: z.output<typeof WaitingQuery>): Promise<{ accounts: WaitingAccount[]; nextCursor: string | null }> {
	const rows = await db
		.select({
			id: users.id,
			username: users.username,
			displayName: users.displayName,
			email: users.email,
			createdAt: isoTime(users.createdAt),
			awaitsApproval: users.awaitsApproval,
			awaitsEmail: users.awaitsEmail,
		})
		.from(users)
		.where(and(or(users.awaitsApproval, users.awaitsEmail), after && gt(users.id, after[1])))
		.orderBy(asc(users.id))
		.limit(limit + 1);
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	return {
		accounts: page.map(({ awaitsApproval, awaitsEmail, ...account }) => ({
			...account,
			awaits: awaitedSteps({ awaitsApproval, awaitsEmail }),
		})),
		nextCursor: last && rows.length > limit ? cursorOf("", last.id) : null,
	};
}

/** Approves an account, whatever it waits for. Repeating it changes nothing. */
export async function approve(viewer: Viewer, userId: string | undefined): Promise<void> {
	await transaction(async (tx) => {
		const { id, isWaiting } = await lockWaiting(tx, viewer, userId);
		if (!isWaiting) return;
		await tx.update(users).set({ awaitsApproval: false, awaitsEmail: false }).where(eq(users.id, id));
		await writeInstanceAudit(tx, { actorId: viewer.id, action: "approve_account", subjectId: id });
	});
}

/** Deletes an account that nobody has used, so its name is free again. Throws `conflict` once it can be used. */
export async function refuse(viewer: Viewer, userId: string | undefined): Promise<void> {
	await transaction(async (tx) => {
		const { id, username, isWaiting } = await lockWaiting(tx, viewer, userId);
		if (!isWaiting) throw new AppError("conflict", "This account is not waiting any more.");
		// The user may have joined a server through its invite. The lock of the account keeps further references away.
		const [referenced] = await tx
			.select({ id: users.id })
			.from(users)
			.where(and(eq(users.id, id), isReferenced));
		if (referenced)
			throw new AppError("conflict", "A server or the audit log names this account already. Delete it instead.");
		await tx.delete(users).where(eq(users.id, id));
		await writeInstanceAudit(tx, { actorId: viewer.id, action: "refuse_account", details: { username } });
	});
}

async function lockWaiting(tx: Tx, viewer: Viewer, userId: string | undefined) {
	const id = idFrom(userId);
	await requireLockedAdministrator(tx, viewer, ...(id === null ? [] : [id]));
	const [row] =
		id === null
			? []
			: await tx
					.select({
						id: users.id,
						username: users.username,
						awaitsApproval: users.awaitsApproval,
						awaitsEmail: users.awaitsEmail,
					})
					.from(users)
					.where(eq(users.id, id))
					.for("update");
	if (!row) throw userNotFound();
	return { ...row, isWaiting: row.awaitsApproval || row.awaitsEmail };
}
