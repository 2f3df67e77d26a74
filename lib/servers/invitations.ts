import { sql } from "@/db";
import { type LoadedServer, serverNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError } from "../errors";
import type { Invitation, InvitedServer, PublicUser, Server } from "../realtime/protocol";
import { isStorable } from "../text/schema";
import { type Tx, transaction } from "../transaction";
import * as membership from "./membership";
import * as servers from "./servers";

/** The maximum of unaccepted invitations of a sender in a day. */
const maxPerDay = 50;
const dayMs = 86_400_000;
const maxListed = 100;
/**
 * For this long after a decline, neither the server nor the sender can invite that user again. For as long, an
 * invitation is not repeated, whatever became of it.
 */
const cooldownDays = 7;

const invitationNotFound = () => new AppError("invitation_not_found", "There is no such invitation.");

/**
 * In SQL, over `i` (invitations) and `s` (servers): the invitation is open. Its sender still owns the server and
 * belongs to it, and the invited user has neither declined it nor blocked its sender.
 */
const isOpen = () => sql`i.declined_at is null and s.owner_id = i.invited_by
	and exists (select 1 from memberships o where o.server_id = i.server_id and o.user_id = i.invited_by)
	and not exists (select 1 from blocks b where b.user_id = i.user_id and b.blocked_id = i.invited_by)`;

/** In SQL, over `i`: the invited user is not a member yet. */
const isOutside = () =>
	sql`not exists (select 1 from memberships m where m.server_id = i.server_id and m.user_id = i.user_id)`;

/**
 * The owner invites a user by name, in any case; a member is not invited. The response and the count are the same
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
	const [user] = await sql<{ id: number; isMember: boolean }[]>`
		select u.id, exists (select 1 from memberships m where m.server_id = ${server.id} and m.user_id = u.id) as "isMember"
		from users u where u.username = ${name} and u.password_hash is not null`;
	if (user?.isMember) return undefined;
	const notice = await transaction(async (tx) => {
		// Of two concurrent invitations the second counts the first.
		await membership.lockAccount(tx, viewer.id);
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

/** Whether this invitation was sent recently. The user's answer makes no difference. */
async function isRepeated(tx: Tx, viewer: Viewer, serverId: number, userId: number): Promise<boolean> {
	const [known] = await tx`
		select 1 from invitations where server_id = ${serverId} and user_id = ${userId} and invited_by = ${viewer.id}
			and created_at > now() - ${cooldownDays} * interval '1 day'`;
	return known !== undefined;
}

async function boundToday(tx: Tx, viewer: Viewer): Promise<void> {
	const [today] = await tx<{ n: number; oldest: Date }[]>`
		select count(*)::int as n, min(created_at) as oldest from invitations
		where invited_by = ${viewer.id} and created_at > now() - interval '1 day'`;
	if (today && today.n >= maxPerDay)
		throw new AppError("rate_limited", `You have sent ${maxPerDay} invitations today. Try again later.`, {
			retryAfterMs: Math.max(1000, today.oldest.getTime() + dayMs - Date.now()),
		});
}

/** Returns whether the invited user sees a new invitation. */
async function insert(tx: Tx, viewer: Viewer, serverId: number, userId: number): Promise<boolean> {
	// Invitations of deleted servers are kept for as long as they count.
	await tx`delete from invitations where invited_by = ${viewer.id} and server_id is null
		and greatest(created_at, declined_at) < now() - ${cooldownDays} * interval '1 day'`;
	// A user who may not be invited again gets an invitation that counts as declined, so that its sender sees no
	// difference. It keeps the time of the decline: a repeated attempt does not prolong the wait.
	const [row] = await tx<{ declinedAt: Date | null }[]>`
		insert into invitations (server_id, user_id, invited_by, declined_at)
		select s.id, ${userId}, ${viewer.id}, case
			when exists (select 1 from blocks b where b.user_id = ${userId} and b.blocked_id = ${viewer.id}) then now()
			else (select max(d.declined_at) from invitations d where d.user_id = ${userId}
				and (d.server_id = s.id or d.invited_by = ${viewer.id}) and d.declined_at > now() - ${cooldownDays} * interval '1 day') end
		from servers s where s.id = ${serverId} for key share of s
		on conflict (server_id, user_id) do update set invited_by = excluded.invited_by, created_at = excluded.created_at,
			declined_at = excluded.declined_at
		returning declined_at as "declinedAt"`;
	if (!row) throw serverNotFound();
	return row.declinedAt === null;
}

type Row = { server: InvitedServer; invitedBy: PublicUser; createdAt: Date };

/** The viewer's open invitations, latest first, at most 100. */
export async function list(viewer: Viewer): Promise<{ invitations: Invitation[] }> {
	const rows = await sql<(Omit<Row, "invitedBy"> & Omit<PublicUser, "createdAt"> & { userCreatedAt: Date })[]>`
		select json_build_object('id', s.id, 'name', s.name, 'description', s.description, 'iconUrl', s.icon_url,
				'memberCount', s.member_count) as server, i.created_at as "createdAt",
			u.id, u.username, u.display_name as "displayName", u.avatar_url as "avatarUrl", u.created_at as "userCreatedAt"
		from invitations i join servers s on s.id = i.server_id join users u on u.id = i.invited_by
		where i.user_id = ${viewer.id} and ${isOpen()} and ${isOutside()} order by i.created_at desc, s.id desc limit ${maxListed}`;
	return {
		invitations: rows.map(({ server, createdAt, userCreatedAt, ...user }) => ({
			server,
			invitedBy: { ...user, createdAt: userCreatedAt.toISOString() },
			createdAt: createdAt.toISOString(),
		})),
	};
}

/** Loads the viewer's open invitation to this server. Throws `invitation_not_found`. */
export async function open(viewer: Viewer, serverId: number): Promise<{ serverId: number }> {
	const [row] = await sql`
		select 1 from invitations i join servers s on s.id = i.server_id
		where i.user_id = ${viewer.id} and i.server_id = ${serverId} and ${isOpen()} and ${isOutside()}`;
	if (!row) throw invitationNotFound();
	return { serverId };
}

/**
 * Accepts an invitation. One of any number of concurrent attempts succeeds; the others throw `invitation_not_found`.
 */
export async function accept(viewer: Viewer, { serverId }: { serverId: number }): Promise<{ server: Server }> {
	const notices = await transaction(async (tx) => {
		const joined = await membership.enter(tx, viewer.id, serverId, async () => {
			const [row] = await tx`
				delete from invitations i using servers s
				where s.id = i.server_id and i.server_id = ${serverId} and i.user_id = ${viewer.id} and ${isOpen()} returning 1`;
			if (!row) throw invitationNotFound();
		});
		if (!joined) throw invitationNotFound();
		return joined.notices;
	}).catch((error) => {
		throw error.code === "server_not_found" ? invitationNotFound() : error;
	});
	for (const notice of notices) await applyEvent(notice);
	return servers.get(viewer, { id: serverId });
}

/**
 * Declines an invitation without notifying its sender. Throws `invitation_not_found` if it is declined or accepted
 * already.
 */
export async function decline(viewer: Viewer, { serverId }: { serverId: number }): Promise<void> {
	const notice: ClusterEvent = { kind: "invitations_changed", serverId, userIds: [viewer.id] };
	await transaction(async (tx) => {
		const [row] = await tx`
			update invitations set declined_at = now()
			where server_id = ${serverId} and user_id = ${viewer.id} and declined_at is null returning 1`;
		if (!row) throw invitationNotFound();
		await emitInTransaction(tx, notice);
	});
	await applyEvent(notice);
}

/** An invitation as the server's owner sees it. It reveals only the name by which the user was invited. */
export type SentInvitation = { username: string; createdAt: string };

/**
 * The users whom the server's owner has invited and who are not members yet, latest first, at most 100. A declined
 * invitation, or one whose sender is blocked, is listed like a pending one, so that its sender sees no difference.
 */
export async function sent(server: LoadedServer): Promise<{ invitations: SentInvitation[] }> {
	const rows = await sql<{ username: string; createdAt: Date }[]>`
		select u.username, i.created_at as "createdAt"
		from invitations i join servers s on s.id = i.server_id and s.owner_id = i.invited_by join users u on u.id = i.user_id
		where i.server_id = ${server.id} and ${isOutside()} order by i.created_at desc, u.id desc limit ${maxListed}`;
	return { invitations: rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })) };
}

/**
 * Withdraws an invitation of the server's owner, in whatever state. Its row stays without its server, like those of
 * deleted servers: it still counts for the day, and a decline stays in force. Throws `invitation_not_found`.
 */
export async function withdraw(server: LoadedServer, username: string): Promise<void> {
	if (!isStorable(username)) throw invitationNotFound();
	const notice = await transaction(async (tx) => {
		const [row] = await tx<{ userId: number; declinedAt: Date | null }[]>`
			update invitations i set server_id = null from servers s, users u
			where i.server_id = ${server.id} and s.id = i.server_id and s.owner_id = i.invited_by
				and u.id = i.user_id and u.username = ${username.toLowerCase()} and ${isOutside()}
			returning i.user_id as "userId", i.declined_at as "declinedAt"`;
		if (!row) throw invitationNotFound();
		if (row.declinedAt) return null;
		const changed: ClusterEvent = { kind: "invitations_changed", serverId: server.id, userIds: [row.userId] };
		await emitInTransaction(tx, changed);
		return changed;
	});
	if (notice) await applyEvent(notice);
}
