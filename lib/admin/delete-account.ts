import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { users } from "@/db/schema";
import { hide, requireNoServers, undoEnds } from "../account-deletion/request";
import { forbidden } from "../auth/access";
import { revokeOthers } from "../auth/sessions";
import { isSuspended } from "../auth/suspension";
import { type ClusterEvent, emitInTransaction } from "../cluster/events";
import { readSettings } from "../instance/settings";
import { enqueueIn } from "../jobs/enqueue";
import { isConfigured } from "../mail/mail";
import { lines } from "../text/schema";
import type { Tx } from "../transaction";
import { writeInstanceAudit } from "./write-audit";

export const Deletion = z.strictObject({
	reason: lines(0, 500).default(""),
	alsoMessages: z.boolean("Must be true or false."),
});
type Deletion = z.output<typeof Deletion>;

/**
 * Deletes an account as its user could: it is hidden at once, and erased 14 days later, or when the user has asked for it
 * before. Until then it is suspended, so that only a restoration by an administrator undoes it. Throws `forbidden` for an
 * administrator, and `owns_servers`. Repeating it changes the reason and whether the messages go.
 */
export async function deleteAccount(
	tx: Tx,
	actorId: number | null,
	{ id, username }: { id: number; username: string },
	{ reason, alsoMessages }: Deletion,
): Promise<ClusterEvent[]> {
	if (id === actorId) throw forbidden("This is your own account. Delete it in its settings.");
	const [before] = await tx
		.select({
			isAdmin: users.isAdmin,
			isSuspended,
			reason: users.suspensionReason,
			isHidden: sql<boolean>`${users.deletesAt} is not null`,
			deletedByAdmin: users.deletedByAdmin,
			deletesMessages: users.deletesMessages,
		})
		.from(users)
		.where(eq(users.id, id));
	if (!before) return [];
	if (before.isAdmin) throw forbidden(`@${username} is an administrator, who cannot be deleted. Change that first.`);
	await requireNoServers(tx, id, `@${username} owns servers. Hand them over or delete them first.`);
	// A user who has asked for the deletion of their messages themselves keeps that wish.
	const deletesMessages = alsoMessages || (before.deletesMessages && !before.deletedByAdmin);
	if (before.deletedByAdmin && before.reason === reason && before.deletesMessages === deletesMessages) return [];
	await tx
		.update(users)
		.set({
			deletesAt: sql`coalesce(${users.deletesAt}, ${undoEnds})`,
			deletesMessages,
			deletedByAdmin: true,
			suspendedAt: before.isSuspended ? sql`${users.suspendedAt}` : sql`now()`,
			suspendedUntil: null,
			suspensionReason: reason,
		})
		.where(eq(users.id, id));
	const details = { reason, alsoMessages: deletesMessages };
	await writeInstanceAudit(tx, { actorId, action: "delete_account", subjectId: id, details });
	const events = before.isHidden ? await revokeOthers(tx, id, null) : await hide(tx, id);
	if (!before.deletedByAdmin && isConfigured()) {
		const { defaultLanguage: locale } = await readSettings(tx);
		events.push(await enqueueIn(tx, "mail", { kind: "account_deleted", userId: id, locale }));
	}
	return events;
}

/** Undoes the deletion of an account by an administrator, in the transaction that ends its suspension. */
export async function undoDeletionByAdmin(tx: Tx, userId: number): Promise<ClusterEvent[]> {
	await tx
		.update(users)
		.set({ deletesAt: null, deletesMessages: false, deletedByAdmin: false })
		.where(eq(users.id, userId));
	const shown: ClusterEvent = { kind: "account_shown", userId };
	await emitInTransaction(tx, shown);
	return [shown];
}
