import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { joinRequests, memberships, servers } from "@/db/schema";
import { forbidden, type LoadedServer } from "../auth/access";
import { includes } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError, isAppError } from "../errors";
import { lockInvites, spendUses } from "../invites/uses";
import type { JoinRequest } from "../realtime/protocol";
import { lockActor } from "../roles/lock";
import type { Entering, Entrance } from "../servers/entrance";
import { changeMembership } from "../servers/membership-queue";
import { lines } from "../text/schema";
import { type Tx, transaction } from "../transaction";
import { get } from "./list";
import { joinRequestNotFound } from "./own";

export const Decision = z.strictObject({
	state: z.enum(["approved", "refused"], "Must be approved or refused."),
	reason: lines(0, 500).optional(),
});

/** A request of this server, which the viewer may decide about. */
export type LoadedRequest = { readonly id: number; readonly server: LoadedServer };

/** Loads a request to join a server whose requests the viewer decides about. Throws `join_request_not_found`. */
export async function loadRequest(server: LoadedServer, id: number | null): Promise<LoadedRequest> {
	const [row] =
		id === null
			? []
			: await db
					.select({ id: joinRequests.id })
					.from(joinRequests)
					.where(and(eq(joinRequests.id, id), eq(joinRequests.serverId, server.id)));
	if (!row) throw joinRequestNotFound();
	return { id: row.id, server };
}

const decided = () => new AppError("conflict", "This request has been decided already, or was withdrawn.");

/**
 * Approves or refuses a request to join; the approved user is a member when this returns. Repeating a decision changes
 * nothing; another one throws `conflict`.
 */
export async function decide(
	viewer: Viewer,
	{ id, server }: LoadedRequest,
	{ state, reason }: z.output<typeof Decision>,
): Promise<{ request: JoinRequest }> {
	try {
		if (state === "approved") await approve(viewer, server, id);
		else await refuse(viewer, server, id, reason || null);
	} catch (error) {
		if (!isAppError(error, "conflict") || (await get(id)).state !== state) throw error;
	}
	return { request: await get(id) };
}

async function approve(viewer: Viewer, server: LoadedServer, id: number): Promise<void> {
	const [asked] = await db
		.select({
			userId: joinRequests.userId,
			acceptRules: joinRequests.acceptedRules,
			inviteId: joinRequests.inviteId,
		})
		.from(joinRequests)
		.where(eq(joinRequests.id, id));
	if (!asked) throw joinRequestNotFound();
	const request = { id, approverId: viewer.id };
	try {
		await changeMembership(server.id, { kind: "join", entrance: byRequest, request, ...asked });
	} catch (error) {
		// What keeps a user from joining is addressed to them.
		if (isAppError(error, "banned")) throw forbidden("This user is banned from the server.");
		if (!isAppError(error, "forbidden") || error.message === forbidden().message) throw error;
		throw forbidden(
			"This user cannot join now: they are in too many servers, or their display name looks like the owner’s.",
		);
	}
}

const byRequest: Entrance = {
	locksRoles: true,
	isApproved: true,
	async refuse(tx, { id: serverId }, entering) {
		const pending = await lockPending(tx, entering);
		const approvers = await approversAmong(tx, serverId, entering);
		const refused = new Map<number, AppError>();
		for (const { userId, request } of entering)
			if (!approvers.has(request?.approverId ?? 0)) refused.set(userId, forbidden());
			else if (!pending.has(request?.id ?? 0)) refused.set(userId, decided());
		return refused;
	},
	/** An invite that has ended since the request gives nothing. */
	async entered(tx, entering) {
		const locked = await lockInvites(tx, entering);
		const through = entering.filter(({ inviteId }) => {
			const invite = locked.get(inviteId ?? 0);
			if (!invite || invite.end || invite.usesLeft === 0) return false;
			if (invite.usesLeft) invite.usesLeft--;
			return true;
		});
		return spendUses(tx, through);
	},
	alreadyMember: decided,
};

async function lockPending(tx: Tx, entering: Entering[]): Promise<Set<number>> {
	const ids = entering.flatMap(({ request }) => request?.id ?? []);
	const rows = await tx
		.select({ id: joinRequests.id })
		.from(joinRequests)
		.where(and(isOneOf(joinRequests.id, ids), eq(joinRequests.state, "pending")))
		.orderBy(joinRequests.id)
		.for("update");
	return new Set(rows.map(({ id }) => id));
}

/** Those of the approvers who may still approve. The server's roles are locked. */
async function approversAmong(tx: Tx, serverId: number, entering: Entering[]): Promise<Set<number>> {
	const userIds = entering.flatMap(({ request }) => request?.approverId ?? []);
	const rows = await tx
		.select({
			userId: memberships.userId,
			permissions: sql<number>`server_bits(servers, memberships)`.mapWith(Number),
		})
		.from(memberships)
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.where(and(eq(memberships.serverId, serverId), isOneOf(memberships.userId, userIds)));
	return new Set(rows.flatMap(({ userId, permissions }) => (includes(permissions, "approve_joins") ? [userId] : [])));
}

async function refuse(viewer: Viewer, server: LoadedServer, id: number, reason: string | null): Promise<void> {
	const notice = await transaction(async (tx) => {
		await lockActor(tx, viewer, server.id, "approve_joins");
		const [row] = await tx
			.update(joinRequests)
			.set({ state: "refused", reason, decidedBy: viewer.id, decidedAt: sql`now()` })
			.where(and(eq(joinRequests.id, id), eq(joinRequests.state, "pending")))
			.returning({ userId: joinRequests.userId });
		if (!row) throw decided();
		const notice: ClusterEvent = { kind: "join_requests_changed", serverId: server.id, userIds: [row.userId] };
		await emitInTransaction(tx, notice);
		return notice;
	});
	await applyEvent(notice);
}
