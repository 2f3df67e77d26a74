import { sql } from "@/db";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError } from "../errors";
import type { PublicUser } from "../realtime/protocol";
import { emitReadState } from "../realtime/read-updates";
import { isStorable } from "../text/schema";
import { transaction } from "../transaction";
import * as people from "./profiles";

const maxBlocks = 1000;

/** The users whom the viewer has blocked, latest first. */
export async function list(viewer: Viewer): Promise<{ users: PublicUser[] }> {
	const rows = await sql<(Omit<PublicUser, "createdAt"> & { createdAt: Date })[]>`
		select u.id, u.username, u.display_name as "displayName", u.avatar_url as "avatarUrl", u.created_at as "createdAt"
		from blocks b join users u on u.id = b.blocked_id where b.user_id = ${viewer.id} order by b.created_at desc, u.id desc`;
	return { users: rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })) };
}

/**
 * Loads a user to block or unblock: one whom the viewer may see, was invited by, or has blocked already. Throws
 * `user_not_found`.
 */
export async function open(viewer: Viewer, username: string): Promise<{ id: number }> {
	if (!isStorable(username)) throw people.userNotFound();
	const [known] = await sql<{ id: number }[]>`
		select u.id from users u where u.username = ${username.toLowerCase()} and (
			exists (select 1 from blocks b where b.blocked_id = u.id and b.user_id = ${viewer.id})
			or exists (select 1 from invitations i where i.invited_by = u.id and i.user_id = ${viewer.id}))`;
	return known ?? people.open(viewer, username);
}

/** Loads them by the id that every message of theirs contains. */
export async function openById(viewer: Viewer, id: number): Promise<{ id: number }> {
	const [user] = await sql<{ username: string }[]>`select username from users where id = ${id}`;
	return open(viewer, user?.username ?? "");
}

/**
 * Blocks a user: their messages are collapsed, and no longer mention the viewer or count, earlier ones included.
 * Idempotent. Blocking oneself, or more than 1,000 users, is `forbidden`. Notifies only the viewer.
 */
export async function block(viewer: Viewer, { id }: { id: number }): Promise<void> {
	if (id === viewer.id) throw new AppError("forbidden", "You can’t block yourself.");
	let notices: ClusterEvent[] = [];
	const recounted = await transaction(async (tx) => {
		notices = [publishBlocks(viewer)];
		// The viewer's own account is the lock: of two concurrent blocks the second counts the first.
		await tx`select 1 from users where id = ${viewer.id} for no key update`;
		const [row] = await tx`
			insert into blocks (user_id, blocked_id)
			select ${viewer.id}, ${id} where (select count(*) from blocks where user_id = ${viewer.id}) < ${maxBlocks}
			on conflict do nothing returning 1`;
		if (!row) {
			const [known] = await tx`select 1 from blocks where user_id = ${viewer.id} and blocked_id = ${id}`;
			if (!known) throw new AppError("forbidden", `You can block at most ${maxBlocks} people.`);
			return null;
		}
		const rows = await tx<{ channelId: number }[]>`
			delete from mentions n using messages m
			where n.user_id = ${viewer.id} and m.channel_id = n.channel_id and m.seq = n.seq and m.author_id = ${id}
			returning n.channel_id as "channelId"`;
		const invitations = await tx<{ serverId: number | null }[]>`
			update invitations set declined_at = now()
			where user_id = ${viewer.id} and invited_by = ${id} and declined_at is null returning server_id as "serverId"`;
		notices.push(
			...invitations.flatMap(({ serverId }) =>
				serverId === null ? [] : [{ kind: "invitations_changed" as const, serverId, userIds: [viewer.id] }],
			),
		);
		for (const notice of notices) await emitInTransaction(tx, notice);
		return new Set(rows.map(({ channelId }) => channelId));
	});
	if (!recounted) return;
	for (const notice of notices) await applyEvent(notice);
	await emitReadState([...recounted], [viewer.id]);
}

/** Unblocks a user. Idempotent. */
export async function unblock(viewer: Viewer, { id }: { id: number }): Promise<void> {
	const notice = publishBlocks(viewer);
	const done = await transaction(async (tx) => {
		const [row] = await tx`delete from blocks where user_id = ${viewer.id} and blocked_id = ${id} returning 1`;
		if (row) await emitInTransaction(tx, notice);
		return row !== undefined;
	});
	if (done) await applyEvent(notice);
}

const publishBlocks = (viewer: Viewer): ClusterEvent => ({ kind: "account_changed", userId: viewer.id, only: "own" });
