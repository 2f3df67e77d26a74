import { and, count, eq, exists, gt, ilike, isNull, ne, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { channels, invitations, memberships, reads, servers, users } from "@/db/schema";
import { type LoadedServer, serverNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { cursor, cursorOf } from "../cursor";
import { AppError } from "../errors";
import { queryLimit } from "../http/query-number";
import { appState } from "../process/app-state";
import type { Member, Membership, Role } from "../realtime/protocol";
import { rejectConfusableMember } from "../text/confusables";
import { text } from "../text/schema";
import { type Tx, transaction } from "../transaction";
import { statusColumn } from "../users/custom-status";
import { lockAccount } from "../users/lock-account";
import { publicUserColumns } from "../users/serialize";
import { forgetMember } from "./forget-member";

const roleOf = (userId: number, server: { ownerId: number }): Role => (userId === server.ownerId ? "owner" : "member");

/** The viewer's membership of this server: whether they are a member, their role, and since when. */
export function of(viewer: Viewer, server: LoadedServer): Membership {
	if (!server.isMember) return { isMember: false, role: null, joinedAt: null };
	return { isMember: true, role: roleOf(viewer.id, server), joinedAt: server.joinedAt };
}

/**
 * Joins a public server. One of any number of concurrent joins succeeds; the others throw `already_member`. The new
 * member has read all earlier messages, and their sockets receive the server's events from now on.
 */
export async function join(viewer: Viewer, server: LoadedServer): Promise<Membership> {
	const joined = await transaction((tx) =>
		enter(tx, viewer.id, server.id, async ({ visibility }) => {
			if (visibility !== "public") throw serverNotFound();
		}),
	);
	if (!joined) throw new AppError("already_member", "You are already a member of this server.");
	for (const notice of joined.notices) await applyEvent(notice);
	return { isMember: true, role: roleOf(viewer.id, server), joinedAt: joined.joinedAt };
}

/**
 * Leaves a server. Everything kept of the member in its channels is deleted, and when this returns no socket of theirs
 * receives its events any more. The owner cannot leave.
 */
export async function leave(viewer: Viewer, server: LoadedServer): Promise<{ isMember: false }> {
	const left = await transaction(async (tx) => {
		const [membership] = await tx
			.delete(memberships)
			.where(and(eq(memberships.serverId, server.id), eq(memberships.userId, viewer.id)))
			.returning({ userId: memberships.userId });
		if (!membership) throw server.visibility === "public" ? notAMember() : serverNotFound();
		await forgetMember(tx, viewer.id, server.id);
		const counted = await countMembers(tx, server.id, -1);
		if (counted?.ownerId === viewer.id)
			throw new AppError("owner_cannot_leave", "You own this server. Delete it, or stay.");
		const event: ClusterEvent = {
			kind: "left",
			userId: viewer.id,
			serverId: server.id,
			reason: "left",
			memberCount: counted?.memberCount ?? 0,
		};
		await emitInTransaction(tx, event);
		return event;
	});
	await applyEvent(left);
	return { isMember: false };
}

const notAMember = () => new AppError("not_a_member", "You are not a member of this server.");

/** The maximum of servers a user may belong to. It bounds the size of their pages. */
const maxMemberships = 200;

/**
 * Checks the number of memberships after a new one was written, with the viewer's account locked. Throws `forbidden`
 * above 200.
 */
export async function limitMemberships(tx: Tx, userId: number): Promise<void> {
	const [row] = await tx.select({ n: count() }).from(memberships).where(eq(memberships.userId, userId));
	if (row && row.n > maxMemberships)
		throw new AppError("forbidden", `You can be in at most ${maxMemberships} servers. Leave one first.`);
}

/**
 * Inserts the membership and the read markers of a user who joins, and counts them; null if they are a member already.
 * `permit` throws if they may not join; all rows that it depends on are locked. An invitation to the server is used up.
 */
export async function enter(
	tx: Tx,
	userId: number,
	serverId: number,
	permit: (server: { visibility: string }) => Promise<void>,
): Promise<{ joinedAt: string; notices: ClusterEvent[] } | null> {
	await lockAccount(tx, userId);
	const ownChannels = and(eq(channels.serverId, serverId), isNull(channels.parentId));
	// The read markers below come from the current heads: locking the channels keeps a message from slipping in between.
	await tx.select({ id: channels.id }).from(channels).where(ownChannels).orderBy(channels.id).for("share");
	const [server] = await tx
		.select({ visibility: servers.visibility })
		.from(servers)
		.where(eq(servers.id, serverId))
		.for("key share");
	if (!server) throw serverNotFound();
	const [membership] = await tx
		.insert(memberships)
		.values({ serverId, userId })
		.onConflictDoNothing()
		.returning({ joinedAt: isoTime(memberships.joinedAt) });
	if (!membership) return null;
	await permit(server);
	await rejectConfusableMember(tx, userId, serverId);
	await limitMemberships(tx, userId);
	await tx
		.insert(reads)
		.select(
			tx
				.select({
					userId: sql<number>`${userId}::bigint`.as("user_id"),
					channelId: channels.id,
					lastReadSeq: channels.lastSeq,
				})
				.from(channels)
				.where(and(ownChannels, gt(channels.lastSeq, 0))),
		)
		.onConflictDoUpdate({
			target: [reads.userId, reads.channelId],
			set: { lastReadSeq: sql`excluded.last_read_seq` },
		});
	const counted = await countMembers(tx, serverId, 1);
	await tx.delete(invitations).where(and(eq(invitations.serverId, serverId), eq(invitations.userId, userId)));
	const notices: ClusterEvent[] = [
		{ kind: "joined", userId, serverId, memberCount: counted?.memberCount ?? 0 },
		{ kind: "invitations_changed", serverId, userIds: [userId] },
	];
	for (const notice of notices) await emitInTransaction(tx, notice);
	return { joinedAt: membership.joinedAt, notices };
}

/** Moves the number of members that a server's row keeps. */
async function countMembers(tx: Tx, serverId: number, change: 1 | -1) {
	const [row] = await tx
		.update(servers)
		.set({ memberCount: sql`${servers.memberCount} + ${change}` })
		.where(eq(servers.id, serverId))
		.returning({ ownerId: servers.ownerId, memberCount: servers.memberCount });
	return row;
}

export const MemberSearch = z.object({
	q: text(0, 100).optional(),
	role: z.enum(["owner", "member"], "Must be owner or member.").optional(),
	limit: queryLimit(100, 50),
	cursor: cursor.optional(),
});

/** Members by name, a page at a time, with their presence. `q` matches any part of either name, literally. */
export async function list(
	viewer: Viewer,
	server: LoadedServer,
	search: Partial<z.output<typeof MemberSearch>> = {},
): Promise<{ members: Member[]; nextCursor: string | null }> {
	const { q, role, limit = 50, cursor: after } = search;
	const pattern = q ? `%${q.replace(/[\\%_]/g, "\\$&")}%` : null;
	const key = sql<string>`lower(${users.displayName})`;
	const own = alias(memberships, "own");
	const isMember = db
		.select({ userId: own.userId })
		.from(own)
		.where(and(eq(own.serverId, memberships.serverId), eq(own.userId, viewer.id)));
	const rows = await db
		.select({
			user: publicUserColumns,
			nickname: memberships.nickname,
			joinedAt: isoTime(memberships.joinedAt),
			status: statusColumn,
			key,
		})
		.from(memberships)
		.innerJoin(users, eq(users.id, memberships.userId))
		.where(
			and(
				eq(memberships.serverId, server.id),
				exists(isMember),
				pattern === null
					? undefined
					: or(ilike(users.username, pattern), ilike(users.displayName, pattern), ilike(memberships.nickname, pattern)),
				role === undefined ? undefined : (role === "owner" ? eq : ne)(users.id, server.ownerId),
				after && sql`(${key}, ${users.id}) > (${after[0]}::text, ${after[1]}::bigint)`,
			),
		)
		.orderBy(key, users.id)
		.limit(limit + 1);
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	const { presence } = appState();
	return {
		members: page.map(({ key: _, user, nickname, joinedAt, status }) => ({
			user,
			nickname,
			roles: [roleOf(user.id, server)],
			joinedAt,
			presence: presence.of(user.id),
			status,
		})),
		nextCursor: last && rows.length > limit ? cursorOf(last.key, last.user.id) : null,
	};
}
