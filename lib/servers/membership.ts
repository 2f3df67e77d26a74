import { z } from "zod";
import { sql } from "@/db";
import { type LoadedServer, serverNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { cursor, cursorOf } from "../cursor";
import { AppError } from "../errors";
import { queryLimit } from "../http/query-number";
import { appState } from "../process/app-state";
import type { CustomStatus, Member, Membership, PublicUser, Role } from "../realtime/protocol";
import { rejectConfusableMember } from "../text/confusables";
import { text } from "../text/schema";
import { type Tx, transaction } from "../transaction";
import { statusColumn } from "../users/custom-status";

const roleOf = (userId: number, server: { ownerId: number }): Role => (userId === server.ownerId ? "owner" : "member");

/** The viewer's membership of this server: whether they are a member, their role, and since when. */
export function of(viewer: Viewer, server: LoadedServer): Membership {
	if (!server.isMember) return { isMember: false, role: null, joinedAt: null };
	return { isMember: true, role: roleOf(viewer.id, server), joinedAt: server.joinedAt?.toISOString() ?? null };
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
	return { isMember: true, role: roleOf(viewer.id, server), joinedAt: joined.joinedAt.toISOString() };
}

/**
 * Leaves a server. Read markers are deleted, and when this returns no socket of the viewer receives its events any
 * more.
 */
export async function leave(viewer: Viewer, server: LoadedServer): Promise<{ isMember: false }> {
	const notice = await transaction(async (tx) => {
		const [gone] =
			await tx`delete from memberships where server_id = ${server.id} and user_id = ${viewer.id} returning user_id`;
		if (!gone) throw server.visibility === "public" ? notAMember() : serverNotFound();
		await tx`delete from reads where user_id = ${viewer.id}
			and channel_id in (select id from channels where server_id = ${server.id})`;
		await tx`delete from mentions where user_id = ${viewer.id}
			and channel_id in (select id from channels where server_id = ${server.id})`;
		await tx`delete from drafts where user_id = ${viewer.id}
			and channel_id in (select id from channels where server_id = ${server.id})`;
		await tx`delete from channel_levels where user_id = ${viewer.id}
			and channel_id in (select id from channels where server_id = ${server.id})`;
		await tx`delete from follows where user_id = ${viewer.id}
			and channel_id in (select id from channels where server_id = ${server.id})`;
		const [row] = await tx<{ owner_id: number; member_count: number }[]>`
			update servers set member_count = member_count - 1 where id = ${server.id} returning owner_id, member_count`;
		if (row?.owner_id === viewer.id)
			throw new AppError("owner_cannot_leave", "You own this server. Delete it, or stay.");
		const left: ClusterEvent = {
			kind: "left",
			userId: viewer.id,
			serverId: server.id,
			reason: "left",
			memberCount: row?.member_count ?? 0,
		};
		await emitInTransaction(tx, left);
		return left;
	});
	await applyEvent(notice);
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
	const [row] = await tx<{ n: number }[]>`select count(*)::int as n from memberships where user_id = ${userId}`;
	if (row && row.n > maxMemberships)
		throw new AppError("forbidden", `You can be in at most ${maxMemberships} servers. Leave one first.`);
}

/** The first lock in the order of locks: concurrent joins of a user each count the earlier ones. */
export const lockAccount = (tx: Tx, userId: number) => tx`select 1 from users where id = ${userId} for no key update`;

/**
 * Inserts the membership and the read markers of a user who joins, and counts them; null if they are a member already.
 * `permit` throws if they may not join; all rows that it depends on are locked. An invitation to the server is used up.
 */
export async function enter(
	tx: Tx,
	userId: number,
	serverId: number,
	permit: (server: { visibility: string }) => Promise<void>,
): Promise<{ joinedAt: Date; notices: ClusterEvent[] } | null> {
	await lockAccount(tx, userId);
	// The markers below come from the current heads: locking the channels keeps a message from slipping in between.
	await tx`select 1 from channels where server_id = ${serverId} and parent_id is null order by id for share`;
	const [server] = await tx<
		{ visibility: string }[]
	>`select visibility from servers where id = ${serverId} for key share`;
	if (!server) throw serverNotFound();
	const [row] = await tx<{ joinedAt: Date }[]>`
		insert into memberships (server_id, user_id) values (${serverId}, ${userId})
		on conflict do nothing returning joined_at as "joinedAt"`;
	if (!row) return null;
	await permit(server);
	await rejectConfusableMember(tx, userId, serverId);
	await limitMemberships(tx, userId);
	await tx`insert into reads (user_id, channel_id, last_read_seq)
		select ${userId}, id, last_seq from channels
		where server_id = ${serverId} and parent_id is null and last_seq > 0
		on conflict (user_id, channel_id) do update set last_read_seq = excluded.last_read_seq`;
	const [counted] = await tx<{ memberCount: number }[]>`
		update servers set member_count = member_count + 1 where id = ${serverId} returning member_count as "memberCount"`;
	await tx`delete from invitations where server_id = ${serverId} and user_id = ${userId}`;
	const notices: ClusterEvent[] = [
		{ kind: "joined", userId, serverId, memberCount: counted?.memberCount ?? 0 },
		{ kind: "invitations_changed", serverId, userIds: [userId] },
	];
	for (const notice of notices) await emitInTransaction(tx, notice);
	return { joinedAt: row.joinedAt, notices };
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
	const rows = await sql<
		(Omit<PublicUser, "createdAt"> & {
			createdAt: Date;
			nickname: string | null;
			joinedAt: Date;
			status: CustomStatus | null;
			key: string;
		})[]
	>`
		select u.id, u.username, u.display_name as "displayName", u.avatar_url as "avatarUrl", u.created_at as "createdAt",
			m.nickname, m.joined_at as "joinedAt", ${statusColumn()} as status, lower(u.display_name) as key
		from memberships m join users u on u.id = m.user_id
		where m.server_id = ${server.id}
			and exists (select 1 from memberships own where own.server_id = m.server_id and own.user_id = ${viewer.id})
			${pattern === null ? sql`` : sql`and (u.username ilike ${pattern} or u.display_name ilike ${pattern} or m.nickname ilike ${pattern})`}
			${role === undefined ? sql`` : role === "owner" ? sql`and u.id = ${server.ownerId}` : sql`and u.id <> ${server.ownerId}`}
			${after ? sql`and (lower(u.display_name), u.id) > (${after[0]}::text, ${after[1]}::bigint)` : sql``}
		order by lower(u.display_name), u.id limit ${limit + 1}`;
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	const { presence } = appState();
	return {
		members: page.map(({ nickname, joinedAt, status, key, createdAt, ...user }) => ({
			user: { ...user, createdAt: createdAt.toISOString() },
			nickname,
			roles: [roleOf(user.id, server)],
			joinedAt: joinedAt.toISOString(),
			presence: presence.of(user.id),
			status,
		})),
		nextCursor: last && rows.length > limit ? cursorOf(last.key, last.id) : null,
	};
}
