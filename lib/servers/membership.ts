import { and, eq, exists, ne, or, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { isoTime } from "@/db/iso-time";
import { memberRoles, memberships, servers, users } from "@/db/schema";
import { type LoadedServer, serverNotFound } from "../auth/access";
import { includes } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { cursor, cursorOf } from "../cursor";
import { AppError } from "../errors";
import { queryLimit } from "../http/query-number";
import { idFrom } from "../ids";
import { ask } from "../join-requests/ask";
import { appState } from "../process/app-state";
import type { Member, Membership, MembershipRole, OwnJoinRequest } from "../realtime/protocol";
import { escapeLike } from "../text/escape-like";
import { text } from "../text/schema";
import { statusColumn } from "../users/custom-status";
import { publicUserColumns } from "../users/serialize";
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

const roleId = z
	.string()
	.transform((text) => idFrom(text))
	.refine((id) => id !== null);

/** The maximum of members that are asked for by their ids at once: a full page. */
const maxUserIds = 100;

const userIds = z
	.string()
	.transform((text) => text.split(",").map(idFrom))
	.refine(
		(ids): ids is number[] => ids.length <= maxUserIds && !ids.includes(null),
		`Must be 1 to ${maxUserIds} ids of users, separated by commas.`,
	);

export const MemberSearch = z.object({
	q: text(0, 100).optional(),
	role: z.union([z.enum(["owner", "member"]), roleId], "Must be owner, member or the id of a role.").optional(),
	userIds: userIds.optional(),
	limit: queryLimit(100, 50),
	cursor: cursor.optional(),
});

/**
 * Members by name, a page at a time, with their presence. `q` matches any part of either name, literally. `userIds` are
 * of anybody: those who are not members are left out.
 */
export async function list(
	viewer: Viewer,
	server: LoadedServer,
	search: Partial<z.output<typeof MemberSearch>> = {},
): Promise<{ members: Member[]; nextCursor: string | null }> {
	const { q, role, userIds, limit = 50, cursor: after } = search;
	const pattern = q ? `%${escapeLike(q)}%` : null;
	const key = sql<string>`lower(${users.displayName})`;
	// ILIKE would lower the pattern again for each member. Usernames are lower-case.
	const isLike = (name: SQLWrapper) => sql`${name} like lower(${pattern})`;
	const own = alias(memberships, "own");
	const isMember = db
		.select({ userId: own.userId })
		.from(own)
		.where(and(eq(own.serverId, memberships.serverId), eq(own.userId, viewer.id)));
	const rows = await db
		.select({
			user: publicUserColumns,
			nickname: memberships.nickname,
			roles: memberships.roleIds,
			joinedAt: isoTime(memberships.joinedAt),
			status: statusColumn,
			timedOutUntil: isoTime(memberships.timedOutUntil),
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
					: or(isLike(users.username), isLike(key), isLike(sql`lower(${memberships.nickname})`)),
				role === undefined ? undefined : hasRole(role, server),
				userIds && isOneOf(memberships.userId, userIds),
				after && sql`(${key}, ${users.id}) > (${after[0]}::text, ${after[1]}::bigint)`,
			),
		)
		.orderBy(key, users.id)
		.limit(limit + 1);
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	const { presence } = appState();
	const showsTimeouts = includes(server.permissions, "timeout_members");
	return {
		members: page.map(({ key: _, timedOutUntil, ...member }) => ({
			...member,
			...(showsTimeouts && { timedOutUntil: isAhead(timedOutUntil) ? timedOutUntil : null }),
			isOwner: member.user.id === server.ownerId,
			presence: presence.of(member.user.id),
		})),
		nextCursor: last && rows.length > limit ? cursorOf(last.key, last.user.id) : null,
	};
}

const isAhead = (time: string | null) => time !== null && Date.parse(time) > Date.now();

/** Over `memberships` and `users`: whether a member has this role. */
function hasRole(role: "owner" | "member" | number, server: LoadedServer): SQL {
	if (role === "owner") return eq(users.id, server.ownerId);
	if (role === "member") return ne(users.id, server.ownerId);
	// The server too: nobody learns who has a role of another one.
	const holds = and(
		eq(memberRoles.roleId, role),
		eq(memberRoles.serverId, memberships.serverId),
		eq(memberRoles.userId, memberships.userId),
	);
	return exists(db.select({ userId: memberRoles.userId }).from(memberRoles).where(holds));
}
