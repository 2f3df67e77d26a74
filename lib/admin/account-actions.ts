import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { users } from "@/db/schema";
import { forbidden } from "../auth/access";
import { revokeOthers } from "../auth/sessions";
import { suspensionColumns } from "../auth/suspension";
import { type ClusterEvent, emitInTransaction } from "../cluster/events";
import * as emailTokens from "../email-tokens/email-tokens";
import { AppError } from "../errors";
import { resetLink } from "../mail/emails";
import { factorsChanged } from "../second-factors/factors-changed";
import { removeAll } from "../second-factors/second-factor";
import { futureTime, lines } from "../text/schema";
import type { Tx } from "../transaction";
import { lockAdministrators } from "./administrator";
import { undoDeletionByAdmin } from "./delete-account";
import { writeInstanceAudit } from "./write-audit";

/*
 * Actions of administrators and of the operator on an account, each in the transaction of its audit entry. The caller
 * holds a lock of the account, and applies the events after the commit. `actorId` is null for the machine.
 */
export type Subject = { id: number; username: string };

export const NewSuspension = z.strictObject({
	reason: lines(0, 500).default(""),
	until: futureTime.nullable().default(null),
});

/** Suspends the account until a time or permanently, and ends its sessions. An administrator cannot be suspended. */
export async function suspend(
	tx: Tx,
	actorId: number | null,
	{ id, username }: Subject,
	{ reason, until }: { reason: string; until: Date | null },
): Promise<ClusterEvent[]> {
	const [before] = await tx
		.select({ isAdmin: users.isAdmin, suspension: suspensionColumns, deletedByAdmin: users.deletedByAdmin })
		.from(users)
		.where(eq(users.id, id));
	if (before?.isAdmin) throw forbidden(`@${username} is an administrator, who cannot be suspended. Change that first.`);
	if (before?.deletedByAdmin)
		throw new AppError("conflict", `@${username} is being deleted. Restore the account first.`);
	const isKnown = before?.suspension?.reason === reason && before.suspension.until === (until?.toISOString() ?? null);
	if (!isKnown) {
		await tx
			.update(users)
			.set({
				suspendedAt: before?.suspension ? sql`${users.suspendedAt}` : sql`now()`,
				suspendedUntil: until,
				suspensionReason: reason,
			})
			.where(eq(users.id, id));
		const details = { reason, until: until?.toISOString() ?? null };
		await writeInstanceAudit(tx, { actorId, action: "suspend", subjectId: id, details });
	}
	return revokeOthers(tx, id, null);
}

/** Lets the user of the account sign in again. Undoes its deletion by an administrator, but not by its user. */
export async function restore(tx: Tx, actorId: number | null, { id }: Subject): Promise<ClusterEvent[]> {
	const [before] = await tx
		.select({ suspension: suspensionColumns, deletedByAdmin: users.deletedByAdmin })
		.from(users)
		.where(eq(users.id, id));
	if (!before?.suspension) return [];
	const events = before.deletedByAdmin ? await undoDeletionByAdmin(tx, id) : [];
	await tx
		.update(users)
		.set({ suspendedAt: null, suspendedUntil: null, suspensionReason: null })
		.where(eq(users.id, id));
	await writeInstanceAudit(tx, { actorId, action: "restore", subjectId: id });
	return events;
}

/** Ends the sessions of the account; their sockets are disconnected. */
export async function endSessions(tx: Tx, actorId: number | null, { id }: Subject): Promise<ClusterEvent[]> {
	const events = await revokeOthers(tx, id, null);
	await writeInstanceAudit(tx, { actorId, action: "end_sessions", subjectId: id, details: { count: events.length } });
	return events;
}

/** Makes a link with which the user sets a new password. Their password and sessions stay until they do. */
export async function createResetLink(
	tx: Tx,
	actorId: number | null,
	{ id }: Subject,
): Promise<{ link: string; expiresAt: string }> {
	const { token, expiresAt } = await emailTokens.create(tx, { userId: id, purpose: "reset", email: null });
	await writeInstanceAudit(tx, { actorId, action: "reset_link", subjectId: id });
	return { link: resetLink(token), expiresAt: expiresAt.toISOString() };
}

/** Removes the second factors of a user who has lost their device and their recovery codes. */
export async function removeFactors(tx: Tx, actorId: number | null, { id }: Subject): Promise<ClusterEvent[]> {
	await removeAll(tx, id);
	await writeInstanceAudit(tx, { actorId, action: "remove_factors", subjectId: id });
	return factorsChanged(tx, id);
}

/**
 * Makes the user an administrator, or takes that from them. Throws `last_administrator` instead of leaving the instance
 * without one, and `forbidden` for a user who is suspended.
 */
export async function setAdministrator(
	tx: Tx,
	actorId: number | null,
	{ id, username }: Subject,
	isAdmin: boolean,
): Promise<ClusterEvent[]> {
	const administrators = await lockAdministrators(tx);
	const [before] = await tx
		.select({ isAdmin: users.isAdmin, suspension: suspensionColumns })
		.from(users)
		.where(eq(users.id, id));
	if (!before || before.isAdmin === isAdmin) return [];
	if (isAdmin && before.suspension) throw forbidden(`@${username} is suspended. Restore the account first.`);
	if (!isAdmin && !administrators.some((other) => other !== id))
		throw new AppError("last_administrator", `@${username} is the only administrator. Name another one first.`);
	await tx.update(users).set({ isAdmin }).where(eq(users.id, id));
	const action = isAdmin ? "make_admin" : "remove_admin";
	await writeInstanceAudit(tx, { actorId, action, subjectId: id });
	const changed: ClusterEvent = { kind: "account_changed", userId: id, only: "own" };
	await emitInTransaction(tx, changed);
	return [changed];
}
