import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { isoTime } from "@/db/iso-time";
import { servers, users } from "@/db/schema";
import { lockAdministrators } from "../admin/administrator";
import { forbidden } from "../auth/access";
import { wrongPassword } from "../auth/require-password";
import { isProved, requireProof } from "../auth/require-proof";
import { revokeOthers } from "../auth/sessions";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError } from "../errors";
import { enqueueIn, enqueueLater } from "../jobs/enqueue";
import type { Locale } from "../locale";
import { isConfigured } from "../mail/mail";
import { type Tx, transaction } from "../transaction";
import { lockAccount } from "../users/lock-account";

export const AccountDeletion = z.strictObject({
	password: z.string("Must be text.").optional(),
	alsoMessages: z.boolean("Must be true or false."),
});

const undoDays = 14;
/** In SQL: the time at which a deletion that begins now becomes final. */
export const undoEnds = sql`now() + make_interval(days => ${undoDays})`;

/**
 * Signs the user out everywhere and hides them at once. The deletion becomes final after 14 days, unless they sign in
 * before. Throws `owns_servers` while they own any, and `forbidden` for the only administrator.
 */
export async function request(
	viewer: Viewer,
	{ password, alsoMessages }: z.output<typeof AccountDeletion>,
	address: string,
	locale: Locale,
): Promise<{ deletesAt: string }> {
	const checked = await requireProof(viewer, password, address);
	const { deletesAt, events } = await transaction(async (tx) => {
		// Creating a server and handing one over lock the account as well, so each sees what the other has done.
		await lockAccount(tx, viewer.id);
		await requireNoServers(tx, viewer.id, "You own servers. Hand them over or delete them first.");
		await requireOtherAdministrator(tx, viewer);
		const [row] = await tx
			.update(users)
			.set({ deletesAt: undoEnds, deletesMessages: alsoMessages })
			.where(isProved(viewer, checked))
			.returning({ deletesAt: isoTime(users.deletesAt) });
		if (!row?.deletesAt) throw wrongPassword("password");
		const events = await hide(tx, viewer.id);
		if (isConfigured())
			events.push(await enqueueIn(tx, "mail", { kind: "deletion_requested", userId: viewer.id, locale }));
		return { deletesAt: row.deletesAt, events };
	});
	for (const event of events) await applyEvent(event);
	return { deletesAt };
}

/** Hides an account whose deletion has begun, and ends its sessions. The caller applies the events after the commit. */
export async function hide(tx: Tx, userId: number): Promise<ClusterEvent[]> {
	const hidden: ClusterEvent = { kind: "account_hidden", userId };
	await emitInTransaction(tx, hidden);
	await enqueueLater(tx, "account_deletion", undoDays * 86_400, { userId });
	return [...(await revokeOthers(tx, userId, null)), hidden];
}

/** Throws `owns_servers` with the servers of an account, which is locked. */
export async function requireNoServers(tx: Tx, userId: number, sentence: string): Promise<void> {
	const owned = await tx
		.select({ id: servers.id, name: servers.name, iconUrl: servers.iconUrl })
		.from(servers)
		.where(eq(servers.ownerId, userId))
		.orderBy(servers.id)
		.limit(200);
	if (owned.length > 0) throw new AppError("owns_servers", sentence, { servers: owned });
}

/** An instance always has an administrator. */
async function requireOtherAdministrator(tx: Tx, viewer: Viewer): Promise<void> {
	const [administrator, other] = await lockAdministrators(tx);
	if (administrator === viewer.id && other === undefined)
		throw forbidden("You are the only administrator here. Name another one first.");
}
