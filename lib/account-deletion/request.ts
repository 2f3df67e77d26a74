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
		await requireNoServers(tx, viewer);
		await requireOtherAdministrator(tx, viewer);
		const [row] = await tx
			.update(users)
			.set({ deletesAt: sql`now() + make_interval(days => ${undoDays})`, deletesMessages: alsoMessages })
			.where(isProved(viewer, checked))
			.returning({ deletesAt: isoTime(users.deletesAt) });
		if (!row?.deletesAt) throw wrongPassword("password");
		const hidden: ClusterEvent = { kind: "account_hidden", userId: viewer.id };
		await emitInTransaction(tx, hidden);
		const events = [...(await revokeOthers(tx, viewer.id, null)), hidden];
		await enqueueLater(tx, "account_deletion", undoDays * 86_400, { userId: viewer.id });
		if (isConfigured())
			events.push(await enqueueIn(tx, "mail", { kind: "deletion_requested", userId: viewer.id, locale }));
		return { deletesAt: row.deletesAt, events };
	});
	for (const event of events) await applyEvent(event);
	return { deletesAt };
}

async function requireNoServers(tx: Tx, viewer: Viewer): Promise<void> {
	const owned = await tx
		.select({ id: servers.id, name: servers.name, iconUrl: servers.iconUrl })
		.from(servers)
		.where(eq(servers.ownerId, viewer.id))
		.orderBy(servers.id)
		.limit(200);
	if (owned.length > 0)
		throw new AppError("owns_servers", "You own servers. Hand them over or delete them first.", { servers: owned });
}

/** An instance always has an administrator. */
async function requireOtherAdministrator(tx: Tx, viewer: Viewer): Promise<void> {
	const [administrator, other] = await lockAdministrators(tx);
	if (administrator === viewer.id && other === undefined)
		throw forbidden("You are the only administrator here. Name another one first.");
}
