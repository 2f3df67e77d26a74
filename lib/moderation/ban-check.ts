import { and, eq, gt, isNull, notExists, or, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { bans, moderationActions } from "@/db/schema";
import { AppError } from "../errors";
import type { Tx } from "../transaction";
import type { NewSanction } from "./input";

/** Over `bans`: the ban is in force. It ends by the clock. */
export const isInForce = () => or(isNull(bans.until), gt(bans.until, sql`now()`));

/** Over rows with a server and a user: no ban is in force. */
export const isNotBanned = (of: { serverId: SQLWrapper; userId: SQLWrapper }): SQL =>
	notExists(
		db
			.select({ userId: bans.userId })
			.from(bans)
			.where(and(eq(bans.serverId, of.serverId), eq(bans.userId, of.userId), isInForce())),
	);

const banned = (reason: string, until: Date | null) =>
	new AppError("banned", "You are banned from this server.", { reason, until: until?.toISOString() ?? null });

/** The bans of these users that are in force. */
const selectBans = (tx: Tx, serverId: number, userIds: number[]) =>
	tx
		.select({ userId: bans.userId, actionId: bans.actionId, until: bans.until, reason: moderationActions.reason })
		.from(bans)
		.innerJoin(moderationActions, eq(moderationActions.id, bans.actionId))
		.where(and(eq(bans.serverId, serverId), isOneOf(bans.userId, userIds), isInForce()));

/** Which of these users are banned from the server, each with the error for them. */
export async function findBanned(tx: Tx, serverId: number, userIds: number[]): Promise<Map<number, AppError>> {
	if (userIds.length === 0) return new Map();
	const rows = await selectBans(tx, serverId, userIds);
	return new Map(rows.map(({ userId, reason, until }) => [userId, banned(reason, until)]));
}

export async function requireNotBanned(tx: Tx, serverId: number, userId: number): Promise<void> {
	const error = (await findBanned(tx, serverId, [userId])).get(userId);
	if (error) throw error;
}

/** The users whose ban in force has this end and this reason, with its action. */
export async function findSameBans(
	tx: Tx,
	serverId: number,
	userIds: number[],
	{ until, reason = "" }: NewSanction & { kind: "ban" },
): Promise<Map<number, number>> {
	const rows = await selectBans(tx, serverId, userIds);
	const same = rows.filter((row) => row.until?.getTime() === until?.getTime() && row.reason === reason);
	return new Map(same.map(({ userId, actionId }) => [userId, actionId]));
}
