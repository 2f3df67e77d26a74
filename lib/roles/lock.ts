import { and, eq, sql } from "drizzle-orm";
import { memberships, servers } from "@/db/schema";
import { channelNotFound, notMember, requirePermission, serverNotFound } from "../auth/access";
import { includes, type Permission } from "../auth/permissions";
import { type ReadOnlyReason, readOnlyColumns } from "../auth/read-only";
import type { Viewer } from "../auth/viewer";
import { groupBits } from "../groups/group-bits";
import type { Tx } from "../transaction";

/**
 * Serializes the changes of a server's roles, overrides, groups, layout and owner, so that each is decided by the state
 * that the earlier ones left. It is taken before every other lock.
 */
export async function lockRoles(tx: Tx, serverId: number): Promise<void> {
	await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`roles:${serverId}`}, 0))`);
}

/** The member who changes something, as of now: their permissions in the server as bits, and their rank. */
export type Actor = {
	readonly userId: number;
	readonly isOwner: boolean;
	readonly permissions: number;
	rank: number;
	/** Why they may only read in the server. */
	readonly readOnly?: ReadOnlyReason | null;
	readonly timedOutForMs?: number | null;
};

/**
 * Locks the server's roles and returns the viewer as a member of it, whose membership stays as it is until the end of
 * the transaction. Throws as loading the server does, if that has changed, and `forbidden` without this permission.
 */
export async function lockActor(tx: Tx, viewer: Viewer, serverId: number, ...needed: Permission[]): Promise<Actor> {
	await lockRoles(tx, serverId);
	const [row] = await tx
		.select({
			visibility: servers.visibility,
			isOwner: sql<boolean>`${servers.ownerId} = ${viewer.id}`,
			permissions: sql<number>`server_bits(servers, memberships)`.mapWith(Number),
			...readOnlyColumns,
			rank: memberships.rank,
		})
		.from(servers)
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id)))
		.where(eq(servers.id, serverId))
		.for("share", { of: memberships });
	if (!row) throw await notThere(tx, serverId);
	if (needed.length > 0) requirePermission(row, ...needed);
	const { visibility: _, ...actor } = row;
	return { userId: viewer.id, ...actor };
}

/** The same for a channel: the permissions are those that the viewer has there, and `needed` is needed there. */
export async function lockActorInChannel(
	tx: Tx,
	viewer: Viewer,
	{ serverId, channelId }: { serverId: number; channelId: number },
	...needed: Permission[]
): Promise<Actor> {
	const actor = await lockActor(tx, viewer, serverId);
	const [here] = await tx.execute<{ permissions: number }>(
		sql`select member_bits(${channelId}, ${viewer.id}) as permissions`,
	);
	const permissions = Number(here?.permissions ?? 0);
	if (!includes(permissions, "view_channel")) throw channelNotFound();
	requirePermission({ ...actor, permissions }, ...needed);
	return { ...actor, permissions };
}

/** The same for a channel group. */
export async function lockActorInGroup(
	tx: Tx,
	viewer: Viewer,
	{ serverId, groupId }: { serverId: number; groupId: number },
	...needed: Permission[]
): Promise<Actor> {
	const actor = await lockActor(tx, viewer, serverId);
	const [here] = await tx
		.select({ permissions: groupBits(groupId) })
		.from(servers)
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id)))
		.where(eq(servers.id, serverId));
	const permissions = here?.permissions ?? 0;
	requirePermission({ ...actor, permissions }, ...needed);
	return { ...actor, permissions };
}

/** The error for a viewer who is no member any more. */
async function notThere(tx: Tx, serverId: number) {
	const [row] = await tx.select({ visibility: servers.visibility }).from(servers).where(eq(servers.id, serverId));
	return row?.visibility === "public" ? notMember() : serverNotFound();
}
