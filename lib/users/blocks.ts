import { and, desc, eq, exists, isNull, or, sql } from "drizzle-orm";
import { db } from "@/db";
import { blocks, invitations, mentions, messages, users } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError } from "../errors";
import type { PublicUser } from "../realtime/protocol";
import { emitReadState } from "../realtime/read-updates";
import { isStorable } from "../text/schema";
import { transaction } from "../transaction";
import { lockAccount } from "./lock-account";
import * as people from "./profiles";
import { publicUserColumns } from "./serialize";

const maxBlocks = 1000;

/** The users whom the viewer has blocked, latest first. */
export async function list(viewer: Viewer): Promise<{ users: PublicUser[] }> {
	const rows = await db
		.select(publicUserColumns)
		.from(blocks)
		.innerJoin(users, eq(users.id, blocks.blockedId))
		.where(eq(blocks.userId, viewer.id))
		.orderBy(desc(blocks.createdAt), desc(users.id));
	return { users: rows };
}

/**
 * Loads a user to block or unblock: one whom the viewer may see, was invited by, or has blocked already. Throws
 * `user_not_found`.
 */
export async function open(viewer: Viewer, username: string): Promise<{ id: number }> {
	if (!isStorable(username)) throw people.userNotFound();
	const isBlocked = db
		.select({ id: blocks.blockedId })
		.from(blocks)
		.where(and(eq(blocks.blockedId, users.id), eq(blocks.userId, viewer.id)));
	const hasInvited = db
		.select({ id: invitations.invitedBy })
		.from(invitations)
		.where(and(eq(invitations.invitedBy, users.id), eq(invitations.userId, viewer.id)));
	const [known] = await db
		.select({ id: users.id })
		.from(users)
		.where(and(eq(users.username, username.toLowerCase()), or(exists(isBlocked), exists(hasInvited))));
	return known ?? people.open(viewer, username);
}

/** Loads them by the id that every message of theirs contains. */
export async function openById(viewer: Viewer, id: number): Promise<{ id: number }> {
	const [user] = await db.select({ username: users.username }).from(users).where(eq(users.id, id));
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
		await lockAccount(tx, viewer.id);
		const [row] = await tx.execute(sql`
			insert into ${blocks} (user_id, blocked_id)
			select ${viewer.id}, ${id}
			where (select count(*) from ${blocks} where ${blocks.userId} = ${viewer.id}) < ${maxBlocks}
			on conflict do nothing returning 1`);
		if (!row) {
			const [known] = await tx
				.select({ id: blocks.blockedId })
				.from(blocks)
				.where(and(eq(blocks.userId, viewer.id), eq(blocks.blockedId, id)));
			if (!known) throw new AppError("forbidden", `You can block at most ${maxBlocks} people.`);
			return null;
		}
		const rows = await tx.execute<{ channelId: number }>(sql`
			delete from ${mentions} using ${messages}
			where ${mentions.userId} = ${viewer.id} and ${messages.channelId} = ${mentions.channelId}
				and ${messages.seq} = ${mentions.seq} and ${messages.authorId} = ${id}
			returning ${mentions.channelId} as "channelId"`);
		const declined = await tx
			.update(invitations)
			.set({ declinedAt: sql`now()` })
			.where(and(eq(invitations.userId, viewer.id), eq(invitations.invitedBy, id), isNull(invitations.declinedAt)))
			.returning({ serverId: invitations.serverId });
		notices.push(
			...declined.flatMap(({ serverId }) =>
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
		const [row] = await tx
			.delete(blocks)
			.where(and(eq(blocks.userId, viewer.id), eq(blocks.blockedId, id)))
			.returning({ id: blocks.blockedId });
		if (row) await emitInTransaction(tx, notice);
		return row !== undefined;
	});
	if (done) await applyEvent(notice);
}

const publishBlocks = (viewer: Viewer): ClusterEvent => ({ kind: "account_changed", userId: viewer.id, only: "own" });
