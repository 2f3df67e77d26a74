import { and, eq, type SQL, sql } from "drizzle-orm";
import { db } from "@/db";
import { invites, memberships, servers } from "@/db/schema";
import { toBits } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { AppError, isAppError } from "../errors";
import { consume, peek } from "../http/rate-limits";
import { joinsNeedApproval } from "../raid-mode/columns";
import type { InviteEnd } from "../realtime/protocol";
import { isCode } from "./code";
import { endCases, hasNotEnded } from "./ends";

export const inviteNotFound = () => new AppError("invite_not_found", "There is no such invite.");

const sentences: Record<InviteEnd, string> = {
	revoked: "This invite was revoked.",
	expired: "This invite has expired.",
	used_up: "This invite has been used up.",
	paused: "The invites of this server are paused.",
};
export const inviteEnded = (reason: InviteEnd) => new AppError("invite_ended", sentences[reason], { reason });

/** Over `invites` and `servers`: why nobody joins through the invite now. */
export const endOfInvite = sql<InviteEnd | null>`case
	${endCases(invites)}
	when ${servers.invitesPausedUntil} > now() then 'paused' end`;

/** Over `invites`: the invite has not ended. A pause does not end it. */
export const isLiving = (): SQL | undefined => hasNotEnded(invites);

/**
 * Over `invites` and `servers`: whether joins through the invite must be approved. That they need no approval counts
 * only as long as its creator may approve joins.
 */
export const needsApproval = sql<boolean>`case
	when ${invites.needsApproval} or ${joinsNeedApproval} then true
	when not ${invites.needsApproval} and exists (
		select 1 from memberships m where m.server_id = ${servers.id} and m.user_id = ${invites.creatorId}
			and server_bits(servers, m) & ${toBits(["approve_joins"]).toString()}::bigint <> 0
	) then false
	else coalesce((${servers.joinRequirements} -> 'approval')::boolean, false) end`;

/** An invite that somebody has the link of. The link shows it to everybody, so loading it checks nothing else. */
export type LoadedInvite = {
	readonly id: number;
	readonly serverId: number;
	readonly creatorId: number;
	readonly channelId: number | null;
	readonly end: InviteEnd | null;
	readonly isMember: boolean;
	/** The viewer's permissions in the server as bits; 0 for an outsider. */
	readonly permissions: number;
};

/** Loads an invite by its code. Who tries many codes that do not exist can look up none for a while. */
export async function loadInvite(viewer: Viewer | null, code: string, address: string): Promise<LoadedInvite> {
	await peek("inviteLookups", address);
	try {
		return await findInvite(viewer, code);
	} catch (error) {
		if (isAppError(error, "invite_not_found")) await consume("inviteLookups", address);
		throw error;
	}
}

/** The same for a page, which guests share: their addresses are unknown, and how many pages each may open is limited. */
export async function findInvite(viewer: Viewer | null, code: string): Promise<LoadedInvite> {
	const [row] = isCode(code) ? await select(viewer, code) : [];
	if (!row) throw inviteNotFound();
	return row;
}

const select = (viewer: Viewer | null, code: string) =>
	db
		.select({
			id: invites.id,
			serverId: invites.serverId,
			creatorId: invites.creatorId,
			channelId: invites.channelId,
			end: endOfInvite,
			isMember: sql<boolean>`${memberships.userId} is not null`,
			permissions: sql<number>`server_bits(servers, memberships)`.mapWith(Number),
		})
		.from(invites)
		.innerJoin(servers, eq(servers.id, invites.serverId))
		.leftJoin(
			memberships,
			and(eq(memberships.serverId, servers.id), viewer ? eq(memberships.userId, viewer.id) : sql`false`),
		)
		.where(eq(invites.code, code));
