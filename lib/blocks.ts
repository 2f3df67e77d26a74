import { sql } from "@/db";
import type { Viewer } from "./auth";
import { AppError } from "./errors";
import * as people from "./people";
import type { PublicUser } from "./realtime/contract";
import { tellMarks } from "./realtime/marks";
import { carryOut, type Notice, notify } from "./realtime/notices";
import { isStorable } from "./text";
import { transaction } from "./transaction";

const mostBlocks = 1000;

/** Whom the viewer has blocked, the latest first. */
export async function list(viewer: Viewer): Promise<{ users: PublicUser[] }> {
	const rows = await sql<(Omit<PublicUser, "createdAt"> & { createdAt: Date })[]>`
		select u.id, u.username, u.display_name as "displayName", u.avatar_url as "avatarUrl", u.created_at as "createdAt"
		from blocks b join users u on u.id = b.blocked_id where b.user_id = ${viewer.id} order by b.created_at desc, u.id desc`;
	return { users: rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })) };
}

/** Somebody to block or not to block: one may know of them, or has blocked them already. Throws `user_not_found`. */
export async function open(viewer: Viewer, username: string): Promise<{ id: number }> {
	if (!isStorable(username)) throw people.userNotFound();
	const [blocked] = await sql<{ id: number }[]>`
		select u.id from users u join blocks b on b.blocked_id = u.id and b.user_id = ${viewer.id}
		where u.username = ${username.toLowerCase()}`;
	return blocked ?? people.open(viewer, username);
}

/**
 * Folds somebody away: from now on they call the viewer no more, and where they have it is counted no longer. Again
 * changes nothing. Oneself, and more than 1,000, are `forbidden`. Nobody but the viewer is told.
 */
export async function block(viewer: Viewer, { id }: { id: number }): Promise<void> {
	if (id === viewer.id) throw new AppError("forbidden", "You can’t block yourself.");
	const notice = changed(viewer);
	const recounted = await transaction(async (tx) => {
		// One's own account is the lock: of two at once the second counts the first.
		await tx`select 1 from users where id = ${viewer.id} for no key update`;
		const [row] = await tx`
			insert into blocks (user_id, blocked_id)
			select ${viewer.id}, ${id} where (select count(*) from blocks where user_id = ${viewer.id}) < ${mostBlocks}
			on conflict do nothing returning 1`;
		if (!row) {
			const [known] = await tx`select 1 from blocks where user_id = ${viewer.id} and blocked_id = ${id}`;
			if (!known) throw new AppError("forbidden", `You can block at most ${mostBlocks} people.`);
			return null;
		}
		const rows = await tx<{ channelId: number }[]>`
			delete from mentions n using messages m
			where n.user_id = ${viewer.id} and m.channel_id = n.channel_id and m.seq = n.seq and m.author_id = ${id}
			returning n.channel_id as "channelId"`;
		await notify(tx, notice);
		return new Set(rows.map(({ channelId }) => channelId));
	});
	if (!recounted) return;
	await carryOut(notice);
	await tellMarks([...recounted], [viewer.id]);
}

/** Takes a block back; again changes nothing. */
export async function unblock(viewer: Viewer, { id }: { id: number }): Promise<void> {
	const notice = changed(viewer);
	const done = await transaction(async (tx) => {
		const [row] = await tx`delete from blocks where user_id = ${viewer.id} and blocked_id = ${id} returning 1`;
		if (row) await notify(tx, notice);
		return row !== undefined;
	});
	if (done) await carryOut(notice);
}

const changed = (viewer: Viewer): Notice => ({ kind: "account_changed", userId: viewer.id, only: "own" });
