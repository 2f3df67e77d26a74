import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { bans, moderationActions } from "@/db/schema";
import { AppError } from "../errors";
import type { Tx } from "../transaction";

/** Over `bans`: the ban is in force. It ends by the clock. */
export const isInForce = () => or(isNull(bans.until), gt(bans.until, sql`now()`));

const banned = (reason: string, until: Date | null) =>
	new AppError("banned", "You are banned from this server.", { reason, until: until?.toISOString() ?? null });

/** Which of these users are banned from the server, each with the error for them. */
export async function findBanned(tx: Tx, serverId: number, userIds: number[]): Promise<Map<number, AppError>> {
	if (userIds.length === 0) return new Map();
	const rows = await tx
		.select({ userId: bans.userId, until: bans.until, reason: moderationActions.reason })
		.from(bans)
		.innerJoin(moderationActions, eq(moderationActions.id, bans.actionId))
		.where(and(eq(bans.serverId, serverId), isOneOf(bans.userId, userIds), isInForce()));
	return new Map(rows.map(({ userId, reason, until }) => [userId, banned(reason, until)]));
}

export async function requireNotBanned(tx: Tx, serverId: number, userId: number): Promise<void> {
	const error = (await findBanned(tx, serverId, [userId])).get(userId);
	if (error) throw error;
}
