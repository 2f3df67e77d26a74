import { and, asc, lt, notExists, or, sql } from "drizzle-orm";
import { db } from "@/db";
import { automodMatches, messages } from "@/db/schema";
import { log } from "../process/log";
import type { RuleActions } from "../realtime/protocol";
import type { Tx } from "../transaction";

export type ActionsLeft = Omit<RuleActions, "refuse">;

/** A rule that matches a text of a member, and what it does when the text is stored. */
export type Match = {
	serverId: number;
	userId: number;
	ruleId: number;
	ruleName: string;
	reason: string;
	actions: ActionsLeft;
};

/** A message that a rule matches, perhaps before it is stored. */
export type MatchedMessage = { channelId: number; nonce: string };

/** A match that was recorded, for the caller to act on. */
export type Recorded = { id: number; serverId: number };

/** Stores the matches that rules are still to act on, so that they do even if this instance stops. */
export async function recordMatches(
	on: Tx | typeof db,
	matches: Match[],
	message: MatchedMessage | null,
): Promise<Recorded[]> {
	if (matches.length === 0) return [];
	return on
		.insert(automodMatches)
		.values(matches.map((match) => ({ ...match, ...message })))
		.returning({ id: automodMatches.id, serverId: automodMatches.serverId });
}

/** Matches that nobody has acted on for so long that the instance has stopped or failed, oldest first. */
export async function overdueMatches(limit: number): Promise<Recorded[]> {
	return db
		.select({ id: automodMatches.id, serverId: automodMatches.serverId })
		.from(automodMatches)
		.where(sql`${automodMatches.createdAt} < now() - interval '20 seconds'`)
		.orderBy(asc(automodMatches.createdAt))
		.limit(limit);
}

/**
 * Deletes matches whose messages were never stored, and those of more than a day. A message is stored or refused within
 * seconds; the longer time spares those that a failing database delays.
 */
export async function deleteUnstored(): Promise<void> {
	const { createdAt, nonce, userId } = automodMatches;
	const stored = db
		.select({ seq: messages.seq })
		.from(messages)
		.where(sql`${messages.nonce} = ${nonce} and ${messages.authorId} = ${userId}`);
	const isUnstored = and(
		sql`${nonce} is not null`,
		lt(createdAt, sql`now() - interval '10 minutes'`),
		notExists(stored),
	);
	const deleted = await db
		.delete(automodMatches)
		.where(or(isUnstored, lt(createdAt, sql`now() - interval '1 day'`)))
		.returning({ id: automodMatches.id, isOld: sql<boolean>`${createdAt} < now() - interval '1 day'` });
	for (const { id, isOld } of deleted) if (isOld) log.error({ id }, "an automod rule could not act for a day");
}
