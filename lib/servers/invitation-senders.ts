import { and, eq, exists, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { db } from "@/db";
import { invitations, memberships, servers } from "@/db/schema";
import { forbidden, type LoadedServer } from "../auth/access";
import { includes, type Permission, toBits } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { lockActor } from "../roles/lock";
import type { Tx } from "../transaction";

const senders = alias(memberships, "senders");
const has = (permission: Permission) =>
	sql`server_bits(servers, senders) & ${String(toBits([permission]))}::bigint <> 0`;

/**
 * Over `invitations` and `servers`: the sender of the invitation is a member who may invite. Where joins must be
 * approved, that takes the right to approve them.
 */
export const mayStillInvite = (): SQL =>
	exists(
		db
			.select({ userId: senders.userId })
			.from(senders)
			.where(
				and(
					eq(senders.serverId, invitations.serverId),
					eq(senders.userId, invitations.invitedBy),
					has("create_invites"),
					sql`(not (${servers.joinRequirements} -> 'approval')::boolean or ${has("approve_joins")})`,
				),
			),
	);

/** Over `invitations`: those that this member may list and withdraw. All of them, or the ones they have sent. */
export const isManagedBy = (viewer: Viewer, server: LoadedServer): SQL | undefined =>
	includes(server.permissions, "manage_server") ? undefined : eq(invitations.invitedBy, viewer.id);

/** Checks under locks that the viewer may invite: an invitation that follows the loss of a permission is refused. */
export async function requireInviter(tx: Tx, viewer: Viewer, serverId: number): Promise<void> {
	const { permissions } = await lockActor(tx, viewer, serverId, "create_invites");
	if (includes(permissions, "approve_joins")) return;
	const [server] = await tx
		.select({ joinRequirements: servers.joinRequirements })
		.from(servers)
		.where(eq(servers.id, serverId));
	if (server?.joinRequirements.approval)
		throw forbidden("Joins of this server must be approved, so only members who may approve them invite by name.");
}
