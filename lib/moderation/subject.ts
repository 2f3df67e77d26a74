import { and, desc, eq, sql } from "drizzle-orm";
import { memberships, roles, servers } from "@/db/schema";
import { forbidden } from "../auth/access";
import type { Permission } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import type { SanctionKind } from "../realtime/protocol";
import { type Actor, lockActor, lockRoles } from "../roles/lock";
import { requireLowerMember } from "../roles/rank";
import type { Tx } from "../transaction";
import { lockAccount } from "../users/lock-account";

/** The user whom an action is about. */
export type Subject = { readonly id: number; readonly username: string };

export const permissionFor: Record<SanctionKind, Permission> = {
	warn: "timeout_members",
	timeout: "timeout_members",
	kick: "kick_members",
	ban: "ban_members",
};

/**
 * Locks the server's roles, the subject's account and both memberships, and returns whether the subject is a member.
 * Throws `forbidden` unless the viewer has the permission and ranks above the subject, and is not the subject.
 *
 * Every join locks the account of the user who joins, so a join and a ban follow each other: either the join finds the
 * ban, or the ban finds the membership.
 */
export async function lockSubject(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	subject: Subject,
	kind: SanctionKind,
): Promise<{ isMember: boolean }> {
	await lockRoles(tx, serverId);
	await lockAccount(tx, subject.id);
	const actor = await lockActor(tx, viewer, serverId, permissionFor[kind]);
	if (subject.id === viewer.id) throw forbidden("You cannot moderate yourself.");
	return { isMember: await requireLower(tx, actor, serverId, subject) };
}

/** Members of no rank may act on those who are not members. */
async function requireLower(tx: Tx, actor: Actor, serverId: number, subject: Subject): Promise<boolean> {
	const highestRole = tx
		.select({ name: roles.name })
		.from(roles)
		.where(sql`${roles.id} = any (${memberships.roleIds})`)
		.orderBy(desc(roles.position))
		.limit(1);
	const [member] = await tx
		.select({
			rank: memberships.rank,
			isOwner: sql<boolean>`${servers.ownerId} = ${subject.id}`,
			highestRole: sql<string | null>`(${highestRole})`,
		})
		.from(memberships)
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.where(and(eq(memberships.serverId, serverId), eq(memberships.userId, subject.id)))
		.for("update", { of: memberships });
	if (!member) return false;
	requireLowerMember(actor, { userId: subject.id, username: subject.username, ...member });
	return true;
}
