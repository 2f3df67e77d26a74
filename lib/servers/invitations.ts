import { and, count, desc, eq, gt, isNotNull, isNull, min, notExists, or, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { db, prepared } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { isoTime } from "@/db/iso-time";
import { blocks, invitations, memberships, servers, users } from "@/db/schema";
import { type LoadedServer, serverNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError, isAppError } from "../errors";
import { isNotBanned } from "../moderation/ban-check";
import type { Invitation, Server } from "../realtime/protocol";
import { isStorable } from "../text/schema";
import { type Tx, transaction } from "../transaction";
import { lockAccount } from "../users/lock-account";
import { publicUserColumns } from "../users/serialize";
import type { Entrance } from "./entrance";
import { isManagedBy, mayStillInvite, requireInviter } from "./invitation-senders";
import { acceptRules } from "./join-requirements";
import { changeMembership } from "./membership-queue";
import { get } from "./servers";

/** The body may be empty. */
export const Acceptance = z.strictObject({ acceptRules: acceptRules.optional() }).prefault({});

/** The maximum of unaccepted invitations of a sender in a day. */
const maxPerDay = 50;
const dayMs = 86_400_000;
const maxListed = 100;
/**
 * For this long after a decline, neither the server nor the sender can invite that user again. For as long, an
 * invitation is not repeated, whatever became of it.
 */
const cooldownDays = 7;
const cooldownStart = sql`now() - ${cooldownDays} * interval '1 day'`;

export const invitationNotFound = () => new AppError("invitation_not_found", "There is no such invitation.");

/**
 * Over `invitations` and `servers`: the invitation is open. Its sender may still invite, and the invited user has neither
 * declined it nor blocked its sender, nor are they banned.
 */
const isOpen = (): SQL | undefined => {
	const block = db
		.select({ userId: blocks.userId })
		.from(blocks)
		.where(and(eq(blocks.userId, invitations.userId), eq(blocks.blockedId, invitations.invitedBy)));
	return and(isNull(invitations.declinedAt), mayStillInvite(), notExists(block), isNotBanned(invitations));
};

/** Over `invitations`: the invited user is not a member yet. */
const isOutside = () =>
	notExists(
		db
			.select({ userId: memberships.userId })
			.from(memberships)
			.where(and(eq(memberships.serverId, invitations.serverId), eq(memberships.userId, invitations.userId))),
	);

/**
 * Invites a user by name, in any case; a member is not invited. The response and the count are the same
 * whether the invitation is new, exists already, or is hidden because the user has declined it or blocked its sender.
 * Throws `rate_limited` beyond 50 a day, whatever the name, and `user_not_found`.
 */
export async function invite(
	viewer: Viewer,
	server: LoadedServer,
	username: string,
): Promise<{ invited: true } | undefined> {
	const nobody = () => new AppError("user_not_found", "There is nobody of that name.");
	const name = isStorable(username) ? username.toLowerCase() : "";
	const [user] = await db
		.select({ id: users.id, isMember: sql<boolean>`${memberships.userId} is not null` })
		.from(users)
		.leftJoin(memberships, and(eq(memberships.serverId, server.id), eq(memberships.userId, users.id)))
		.where(and(eq(users.username, name), eq(users.kind, "person"), isNull(users.deletesAt)));
	if (user?.isMember) return undefined;
	const notice = await transaction(async (tx) => {
		await requireInviter(tx, viewer, server.id);
		// Of two concurrent invitations the second counts the first.
		await lockAccount(tx, viewer.id);
		if (user && (await isRepeated(tx, viewer, server.id, user.id))) return null;
		await boundToday(tx, viewer);
		if (!user) throw nobody();
		if (!(await insert(tx, viewer, server.id, user.id))) return null;
		const notice: ClusterEvent = { kind: "invitations_changed", serverId: server.id, userIds: [user.id] };
		await emitInTransaction(tx, notice);
		return notice;
	});
	if (notice) await applyEvent(notice);
	return { invited: true };
}

/**
 * Whether this invitation was sent recently, by the viewer or by another member who may still invite. The user's answer
 * makes no difference.
 */
async function isRepeated(tx: Tx, viewer: Viewer, serverId: number, userId: number): Promise<boolean> {
	const [known] = await tx
		.select({ userId: invitations.userId })
		.from(invitations)
		.innerJoin(servers, eq(servers.id, invitations.serverId))
		.where(
			and(
				eq(invitations.serverId, serverId),
				eq(invitations.userId, userId),
				or(eq(invitations.invitedBy, viewer.id), isNotNull(invitations.declinedAt), mayStillInvite()),
				gt(invitations.createdAt, cooldownStart),
			),
		);
	return known !== undefined;
}

async function boundToday(tx: Tx, viewer: Viewer): Promise<void> {
	const [today] = await tx
		.select({ n: count(), oldest: min(invitations.createdAt) })
		.from(invitations)
		.where(and(eq(invitations.invitedBy, viewer.id), gt(invitations.createdAt, sql`now() - interval '1 day'`)));
	if (today?.oldest && today.n >= maxPerDay)
		throw new AppError("rate_limited", `You have sent ${maxPerDay} invitations today. Try again later.`, {
			retryAfterMs: Math.max(1000, today.oldest.getTime() + dayMs - Date.now()),
		});
}

/** Returns whether the invited user sees a new invitation. */
async function insert(tx: Tx, viewer: Viewer, serverId: number, userId: number): Promise<boolean> {
	// Invitations of deleted servers are kept for as long as they count.
	const counted = sql`greatest(${invitations.createdAt}, ${invitations.declinedAt})`;
	await tx
		.delete(invitations)
		.where(and(eq(invitations.invitedBy, viewer.id), isNull(invitations.serverId), sql`${counted} < ${cooldownStart}`));
	// A user who may not be invited again gets an invitation that counts as declined, so that its sender sees no
	// difference. It keeps the time of the decline: a repeated attempt does not prolong the wait.
	const [row] = await tx.execute<{ declinedAt: Date | null }>(sql`
		insert into ${invitations} (server_id, user_id, invited_by, declined_at)
		select s.id, ${userId}, ${viewer.id}, case
			when exists (select 1 from blocks b where b.user_id = ${userId} and b.blocked_id = ${viewer.id}) then now()
			else (select max(d.declined_at) from invitations d where d.user_id = ${userId}
				and (d.server_id = s.id or d.invited_by = ${viewer.id}) and d.declined_at > ${cooldownStart}) end
		from servers s where s.id = ${serverId} for key share of s
		on conflict (server_id, user_id) do update set invited_by = excluded.invited_by, created_at = excluded.created_at,
			declined_at = excluded.declined_at
		returning declined_at as "declinedAt"`);
	if (!row) throw serverNotFound();
	return row.declinedAt === null;
}

/** The viewer's open invitations, latest first, at most 100. */
export async function list(viewer: Viewer): Promise<{ invitations: Invitation[] }> {
	return { invitations: await selectListed({ userId: viewer.id }) };
}

const selectListed = prepared((db) =>
	db
		.select({
			server: {
				id: servers.id,
				name: servers.name,
				description: servers.description,
				iconUrl: servers.iconUrl,
				memberCount: servers.memberCount,
			},
			invitedBy: publicUserColumns,
			createdAt: isoTime(invitations.createdAt),
		})
		.from(invitations)
		.innerJoin(servers, eq(servers.id, invitations.serverId))
		.innerJoin(users, eq(users.id, invitations.invitedBy))
		.where(and(eq(invitations.userId, sql.placeholder("userId")), isOpen(), isOutside()))
		.orderBy(desc(invitations.createdAt), desc(servers.id))
		.limit(maxListed),
);

/** Loads the viewer's open invitation to this server. Throws `invitation_not_found`. */
export async function open(viewer: Viewer, serverId: number): Promise<{ serverId: number }> {
	const [row] = await db
		.select({ serverId: servers.id })
		.from(invitations)
		.innerJoin(servers, eq(servers.id, invitations.serverId))
		.where(and(eq(invitations.userId, viewer.id), eq(invitations.serverId, serverId), isOpen(), isOutside()));
	if (!row) throw invitationNotFound();
	return row;
}

const byInvitation: Entrance = {
	async refuse(tx, { id }, entering) {
		const userIds = entering.map(({ userId }) => userId);
		const rows = await tx
			.select({ userId: invitations.userId })
			.from(invitations)
			.innerJoin(servers, eq(servers.id, invitations.serverId))
			.where(and(eq(invitations.serverId, id), isOneOf(invitations.userId, userIds), isOpen()))
			.orderBy(invitations.userId)
			.for("update", { of: invitations });
		const invited = new Set(rows.map(({ userId }) => userId));
		return new Map(userIds.flatMap((userId) => (invited.has(userId) ? [] : [[userId, invitationNotFound()]])));
	},
	isApproved: true,
	alreadyMember: invitationNotFound,
};

/**
 * Accepts an invitation. One of any number of concurrent attempts succeeds; the others throw `invitation_not_found`.
 */
export async function accept(
	viewer: Viewer,
	{ serverId }: { serverId: number },
	{ acceptRules }: z.output<typeof Acceptance>,
): Promise<{ server: Server }> {
	const change = { kind: "join", userId: viewer.id, entrance: byInvitation, acceptRules } as const;
	await changeMembership(serverId, change).catch((error) => {
		throw isAppError(error, "server_not_found") ? invitationNotFound() : error;
	});
	return get(viewer, { id: serverId });
}

/**
 * Declines an invitation without notifying its sender. Throws `invitation_not_found` if it is declined or accepted
 * already.
 */
export async function decline(viewer: Viewer, { serverId }: { serverId: number }): Promise<void> {
	const notice: ClusterEvent = { kind: "invitations_changed", serverId, userIds: [viewer.id] };
	await transaction(async (tx) => {
		const [row] = await tx
			.update(invitations)
			.set({ declinedAt: sql`now()` })
			.where(and(eq(invitations.serverId, serverId), eq(invitations.userId, viewer.id), isNull(invitations.declinedAt)))
			.returning({ userId: invitations.userId });
		if (!row) throw invitationNotFound();
		await emitInTransaction(tx, notice);
	});
	await applyEvent(notice);
}

/** An invitation as its sender sees it. It reveals only the name by which the user was invited. */
export type SentInvitation = { username: string; createdAt: string };

/**
 * The invited users who are not members yet, latest first, at most 100: all of them for members who may manage the
 * server, those whom they have invited for others. A declined invitation, or one whose sender is blocked, is listed like
 * a pending one, so that its sender sees no difference.
 */
export async function sent(viewer: Viewer, server: LoadedServer): Promise<{ invitations: SentInvitation[] }> {
	const rows = await db
		.select({ username: users.username, createdAt: isoTime(invitations.createdAt) })
		.from(invitations)
		.innerJoin(servers, eq(servers.id, invitations.serverId))
		.innerJoin(users, eq(users.id, invitations.userId))
		.where(and(eq(invitations.serverId, server.id), isManagedBy(viewer, server), mayStillInvite(), isOutside()))
		.orderBy(desc(invitations.createdAt), desc(users.id))
		.limit(maxListed);
	return { invitations: rows };
}

/**
 * Withdraws an invitation that the viewer sees in that list, in whatever state. Its row stays without its server, like those of
 * deleted servers: it still counts for the day, and a decline stays in force. Throws `invitation_not_found`.
 */
export async function withdraw(viewer: Viewer, server: LoadedServer, username: string): Promise<void> {
	if (!isStorable(username)) throw invitationNotFound();
	const notice = await transaction(async (tx) => {
		const [row] = await tx
			.update(invitations)
			.set({ serverId: null })
			.from(servers)
			.innerJoin(users, eq(users.username, username.toLowerCase()))
			.where(
				and(
					eq(invitations.serverId, server.id),
					eq(servers.id, invitations.serverId),
					isManagedBy(viewer, server),
					mayStillInvite(),
					eq(invitations.userId, users.id),
					isOutside(),
				),
			)
			.returning({ userId: invitations.userId, declinedAt: invitations.declinedAt });
		if (!row) throw invitationNotFound();
		if (row.declinedAt) return null;
		const changed: ClusterEvent = { kind: "invitations_changed", serverId: server.id, userIds: [row.userId] };
		await emitInTransaction(tx, changed);
		return changed;
	});
	if (notice) await applyEvent(notice);
}
