import { and, eq, isNull } from "drizzle-orm";
import { channels, emoji, invitations, joinRequests, memberships, pictures, servers } from "@/db/schema";
import { deleteFiles } from "../attachments/delete-files";
import { forbidden, type LoadedServer, serverNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { eventBatches } from "../cluster/event-batches";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { lockActor } from "../roles/lock";
import { type Tx, transaction } from "../transaction";

export type DeletedServer = { events: ClusterEvent[]; keys: string[] };

/** Deletes a server for its owner. */
export async function remove(viewer: Viewer, server: LoadedServer): Promise<void> {
	const deleted = await transaction(async (tx) => {
		const actor = await lockActor(tx, viewer, server.id, "manage_server");
		if (!actor.isOwner) throw forbidden();
		return deleteServer(tx, server.id);
	});
	await applyDeletion(deleted);
}

/**
 * Deletes a server with all its content. The caller holds the lock of its roles. Returns what applyDeletion() needs after
 * the commit.
 */
export async function deleteServer(tx: Tx, serverId: number): Promise<DeletedServer> {
	// Locks in the usual order, so that concurrent sends and leaves finish first instead of ending in a deadlock.
	await tx
		.select({ id: channels.id })
		.from(channels)
		.where(eq(channels.serverId, serverId))
		.orderBy(channels.id)
		.for("update");
	await tx
		.select({ id: memberships.userId })
		.from(memberships)
		.where(eq(memberships.serverId, serverId))
		.orderBy(memberships.userId)
		.for("update");
	await tx.select({ id: servers.id }).from(servers).where(eq(servers.id, serverId)).for("update");
	const files = [
		...(await tx.select({ key: pictures.key }).from(pictures).where(eq(pictures.serverId, serverId))),
		...(await tx.select({ key: emoji.key }).from(emoji).where(eq(emoji.serverId, serverId))),
	];
	const invited = await tx
		.select({ userId: invitations.userId })
		.from(invitations)
		.where(and(eq(invitations.serverId, serverId), isNull(invitations.declinedAt)));
	const asked = await tx
		.select({ userId: joinRequests.userId })
		.from(joinRequests)
		.where(and(eq(joinRequests.serverId, serverId), eq(joinRequests.state, "pending")));
	const [gone] = await tx.delete(servers).where(eq(servers.id, serverId)).returning({ id: servers.id });
	if (!gone) throw serverNotFound();
	const events: ClusterEvent[] = [
		{ kind: "server_deleted", serverId },
		...noticesTo("invitations_changed", serverId, invited),
		...noticesTo("join_requests_changed", serverId, asked),
	];
	await emitInTransaction(tx, ...events);
	return { events, keys: files.map(({ key }) => key) };
}

/** Its members' sockets receive `membership` as the last event of the server. */
export async function applyDeletion({ events, keys }: DeletedServer): Promise<void> {
	deleteFiles(keys);
	for (const event of events) await applyEvent(event);
}

const noticesTo = (
	kind: "invitations_changed" | "join_requests_changed",
	serverId: number,
	users: { userId: number }[],
): ClusterEvent[] => eventBatches(users.map(({ userId }) => userId)).map((userIds) => ({ kind, serverId, userIds }));
