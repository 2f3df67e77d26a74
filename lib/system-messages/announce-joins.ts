import { and, eq, gt, sql } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { channels, servers, systemMessages } from "@/db/schema";
import type { ChannelPosition } from "../realtime/protocol";
import type { Tx } from "../transaction";
import { type StoredSystemMessages, writeSystemMessages } from "./write";

/** A member who leaves and joins again is announced once in this time. */
const onceIn = sql`interval '1 day'`;

/** The server announces its members in another channel than the transaction has locked: it begins again. */
const begunTooEarly = () =>
	Object.assign(new Error("The channel that announces new members changed."), { code: "40001" });

/**
 * Locks the channel in which new members are announced against other writes, as an append does. The transaction holds a
 * lock of each channel already, so the order in which they were locked stays.
 */
export async function lockJoinedChannel(tx: Tx, serverId: number): Promise<number | null> {
	const [row] = await tx
		.select({ id: channels.id })
		.from(servers)
		.innerJoin(channels, eq(channels.id, servers.joinedChannelId))
		.where(eq(servers.id, serverId))
		.for("no key update", { of: channels });
	return row?.id ?? null;
}

/**
 * Announces users who are about to become members in the channel that is locked, in the order in which they join. It
 * moves `heads`, so that each of them has read the announcements of their own join.
 */
export async function announceJoins(
	tx: Tx,
	server: { id: number; joinedChannelId: number | null },
	lockedId: number | null,
	userIds: number[],
	heads: ChannelPosition[],
): Promise<StoredSystemMessages | null> {
	if (server.joinedChannelId === null || userIds.length === 0) return null;
	if (server.joinedChannelId !== lockedId) throw begunTooEarly();
	const recent = await tx
		.selectDistinct({ userId: systemMessages.userId })
		.from(systemMessages)
		.innerJoin(channels, eq(channels.id, systemMessages.channelId))
		.where(
			and(
				isOneOf(systemMessages.userId, userIds),
				gt(systemMessages.createdAt, sql`now() - ${onceIn}`),
				eq(systemMessages.type, "joined"),
				eq(channels.serverId, server.id),
			),
		);
	const announced = new Set(recent.map(({ userId }) => userId));
	const news = userIds.filter((userId) => !announced.has(userId));
	const stored = news.length > 0 ? await writeSystemMessages(tx, lockedId, news, { type: "joined" }) : null;
	if (!stored) return null;
	const head = heads.find(({ channelId }) => channelId === lockedId);
	if (head) head.seq = stored.lastSeq;
	else heads.push({ channelId: lockedId, seq: stored.lastSeq });
	return stored;
}
