import { and, eq, exists, gt, isNull, ne, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { isoTime } from "@/db/iso-time";
import { memberRoles, memberships, users } from "@/db/schema";
import { type LoadedServer, requirePermission } from "../auth/access";
import { includes } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { cursor, cursorOf, isDay } from "../cursor";
import { invalid } from "../errors";
import { queryLimit } from "../http/query-number";
import { idFrom } from "../ids";
import { appState } from "../process/app-state";
import type { Member } from "../realtime/protocol";
import { escapeLike } from "../text/escape-like";
import { text } from "../text/schema";
import { statusColumn } from "../users/custom-status";
import { publicUserColumns } from "../users/serialize";

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
	sort: z.enum(["name", "role", "joined", "seen"], "Must be name, role, joined or seen.").optional(),
	joinedAfter: z.iso
		.datetime("Must be a time.")
		.transform((time) => new Date(time))
		// PostgreSQL has no year 0.
		.refine((time) => time.getUTCFullYear() > 0, "Must be a time.")
		.optional(),
	limit: queryLimit(100, 50),
	cursor: cursor.optional(),
});

type Order = {
	/** The columns of the order, all of them ascending or all descending, and as text in a cursor. */
	key: SQL<string>;
	by: SQL;
	/** Whether a row comes after this key and user. Null for a key of another order. */
	after: (key: string, userId: number) => SQL | null;
};

const { sortName, rank, joinedAt, userId } = memberships;
const seenDay = sql`coalesce(${users.lastSeenDay}, '-infinity')`;

/** Each begins with the server's columns of an index, but for the last. */
const orders: Record<"name" | "role" | "joined" | "seen", Order> = {
	name: {
		key: sql`${sortName}`,
		by: sql`${sortName}, ${userId}`,
		after: (key, id) => sql`(${sortName}, ${userId}) > (${key}::text, ${id}::bigint)`,
	},
	role: {
		key: sql`${rank} || ' ' || ${sortName}`,
		by: sql`(-${rank}), ${sortName}, ${userId}`,
		after: (key, id) => {
			const [, place, name] = /^(\d{1,6}) (.*)$/su.exec(key) ?? [];
			return place === undefined || name === undefined
				? null
				: sql`((-${rank}), ${sortName}, ${userId}) > (-${place}::int, ${name}::text, ${id}::bigint)`;
		},
	},
	joined: {
		key: sql`(extract(epoch from ${joinedAt}) * 1000)::bigint::text`,
		by: sql`${joinedAt} desc, ${userId} desc`,
		after: (key, id) =>
			/^\d{1,15}$/.test(key)
				? sql`(${joinedAt}, ${userId})
					< ('epoch'::timestamptz + ${key}::bigint * interval '1 millisecond', ${id}::bigint)`
				: null,
	},
	seen: {
		key: sql`${seenDay}::text`,
		by: sql`${seenDay} desc, ${users.id} desc`,
		after: (key, id) => (isDay(key) ? sql`(${seenDay}, ${users.id}) < (${key}::text::date, ${id}::bigint)` : null),
	},
};

/**
 * Members, a page at a time, with their presence. `q` matches any part of any of their names, literally. `userIds` are
 * of anybody: those who are not members are left out. Those who may kick members see when each was last here.
 */
export async function list(
	viewer: Viewer,
	server: LoadedServer,
	search: Partial<z.output<typeof MemberSearch>> = {},
): Promise<{ members: Member[]; nextCursor: string | null }> {
	const { q, role, userIds, sort = "name", joinedAfter, limit = 50, cursor: after } = search;
	const order = orders[sort];
	if (sort === "seen") requirePermission(server, "kick_members");
	const isBeyond = after && order.after(...after);
	if (isBeyond === null) throw invalid({ cursor: "Is not a cursor of this list." });
	const own = alias(memberships, "own");
	const isMember = db
		.select({ userId: own.userId })
		.from(own)
		.where(and(eq(own.serverId, server.id), eq(own.userId, viewer.id)));
	const rows = await db
		.select({
			user: publicUserColumns,
			nickname: memberships.nickname,
			roles: memberships.roleIds,
			joinedAt: isoTime(memberships.joinedAt),
			status: statusColumn,
			timedOutUntil: isoTime(memberships.timedOutUntil),
			lastSeen: users.lastSeenDay,
			key: order.key,
		})
		.from(memberships)
		.innerJoin(users, eq(users.id, memberships.userId))
		.where(
			and(
				eq(memberships.serverId, server.id),
				exists(isMember),
				isNull(users.deletesAt),
				q ? hasName(q) : undefined,
				role === undefined ? undefined : hasRole(role, server),
				userIds && isOneOf(memberships.userId, userIds),
				joinedAfter && gt(memberships.joinedAt, joinedAfter),
				isBeyond,
			),
		)
		.orderBy(order.by)
		.limit(limit + 1);
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	const { presence } = appState();
	const showsTimeouts = includes(server.permissions, "timeout_members");
	const showsDays = includes(server.permissions, "kick_members");
	return {
		members: page.map(({ key: _, timedOutUntil, lastSeen, ...member }) => ({
			...member,
			...(showsTimeouts && { timedOutUntil: isAhead(timedOutUntil) ? timedOutUntil : null }),
			...(showsDays && { lastSeen }),
			isOwner: member.user.id === server.ownerId,
			presence: presence.of(member.user.id),
		})),
		nextCursor: last && rows.length > limit ? cursorOf(last.key, last.user.id) : null,
	};
}

const isAhead = (time: string | null) => time !== null && Date.parse(time) > Date.now();

/** Each name is in a line of its own, so nothing matches across two of them. */
const hasName = (q: string): SQL =>
	sql`${memberships.searchNames} like lower(${`%${escapeLike(q.replaceAll("\n", " "))}%`})`;

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
