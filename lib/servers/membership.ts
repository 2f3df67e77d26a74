import { eq } from "drizzle-orm";
import { db } from "@/db";
import { servers } from "@/db/schema";
import { type LoadedServer, serverNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import { ask } from "../join-requests/ask";
import type { Membership, MembershipRole, OwnJoinRequest } from "../realtime/protocol";
import type { Entrance } from "./entrance";
import { approvalNeeded, isApprovalNeeded, type JoinForm, tooYoung } from "./join-requirements";
import { changeMembership } from "./membership-queue";

const roleOf = (userId: number, server: { ownerId: number }): MembershipRole =>
	userId === server.ownerId ? "owner" : "member";

/** The viewer's membership of this server: whether they are a member, their role, and since when. */
export function of(viewer: Viewer, server: LoadedServer): Membership {
	if (!server.isMember) return { isMember: false, role: null, joinedAt: null };
	return { isMember: true, role: roleOf(viewer.id, server), joinedAt: server.joinedAt };
}

export const alreadyMember = () => new AppError("already_member", "You are already a member of this server.");

const asPublic: Entrance = {
	async refuse(_, server, entering) {
		const refused = new Map<number, AppError>();
		for (const join of entering) {
			const needsApproval = server.joinRequirements.approval ? approvalNeeded() : null;
			const error = server.visibility === "public" ? (tooYoung(server, join) ?? needsApproval) : serverNotFound();
			if (error) refused.set(join.userId, error);
		}
		return refused;
	},
	alreadyMember,
};

/**
 * Joins a public server, or asks to join it where joins must be approved. One of any number of concurrent joins
 * succeeds; the others throw `already_member`. The new member has read all earlier messages, and their sockets receive
 * the server's events from now on.
 */
export async function join(
	viewer: Viewer,
	server: LoadedServer,
	form: JoinForm,
): Promise<Membership | { request: OwnJoinRequest }> {
	const { acceptRules } = form;
	try {
		const change = { kind: "join", userId: viewer.id, entrance: asPublic, acceptRules } as const;
		const { joinedAt } = await changeMembership(server.id, change);
		return { isMember: true, role: roleOf(viewer.id, server), joinedAt };
	} catch (error) {
		if (!isApprovalNeeded(error)) throw error;
		return { request: await ask(viewer, server.id, form) };
	}
}

/**
 * Leaves a server. Everything kept of the member in its channels is deleted, and when this returns no socket of theirs
 * receives its events any more. The owner cannot leave.
 */
export async function leave(viewer: Viewer, server: LoadedServer): Promise<{ isMember: false }> {
	if (viewer.id === server.ownerId) throw ownerCannotLeave();
	const { left } = await changeMembership(server.id, { kind: "leave", userId: viewer.id });
	if (left) return { isMember: false };
	// The server may have been handed over to them meanwhile.
	const [now] = await db.select({ ownerId: servers.ownerId }).from(servers).where(eq(servers.id, server.id));
	if (now?.ownerId === viewer.id) throw ownerCannotLeave();
	throw server.visibility === "public" ? notAMember() : serverNotFound();
}

const ownerCannotLeave = () =>
	new AppError("owner_cannot_leave", "You own this server. Hand it over to another member, or delete it.");

const notAMember = () => new AppError("not_a_member", "You are not a member of this server.");
