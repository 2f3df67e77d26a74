import { and, asc, eq, sql } from "drizzle-orm";
import { db } from "@/db";
import { automodMatches, cases, channels, messages, users } from "@/db/schema";
import { openCase } from "../cases/open-case";
import { applyEvent, type ClusterEvent } from "../cluster/events";
import { isAppError } from "../errors";
import { echoNonce } from "../messages/echo-nonce";
import { imposeByRule } from "../moderation/impose-by-rule";
import { changeHeld } from "../moderation/with-channels";
import type { ChannelPosition } from "../realtime/protocol";
import { type Tx, transaction } from "../transaction";

/** Of one user in one server: a spammer must not fill the list of cases. */
const maxOpenCases = 10;

type Pending = typeof automodMatches.$inferSelect & { username: string };

/**
 * Does what a rule does about a match, and deletes the match in the same transaction. If its message is not stored, it is
 * left for later, or deleted if the message was refused. Again it changes nothing.
 */
export async function actOnMatch(id: number, isRefused = false): Promise<void> {
	const match = await read(id);
	if (!match) return;
	const places = await placesOf(match);
	if (match.nonce !== null && places.length === 0) {
		if (isRefused) await db.delete(automodMatches).where(eq(automodMatches.id, id));
		return;
	}
	if (match.actions.flag) await flag(match, places[0] ?? null);
	const { timeout, removeAfter } = match.actions;
	if (!timeout && !removeAfter) return;
	const listed = removeAfter ? places : [];
	const channelIds = [...new Set(listed.map(({ channelId }) => channelId))];
	await changeHeld(channelIds, async (tx) => {
		const imposed = (await lock(tx, id))
			? await imposeByRule(
					tx,
					{ id: match.ruleId, name: match.ruleName },
					match.serverId,
					{ id: match.userId, username: match.username },
					{ minutes: timeout?.minutes ?? null, reason: match.reason, messages: listed, channelIds },
				)
			: null;
		await tx.delete(automodMatches).where(eq(automodMatches.id, id));
		return imposed ?? { events: [], changed: null };
	});
}

async function read(id: number): Promise<Pending | null> {
	const [row] = await db
		.select({ match: automodMatches, username: users.username })
		.from(automodMatches)
		.innerJoin(users, eq(users.id, automodMatches.userId))
		.where(eq(automodMatches.id, id));
	return row ? { ...row.match, username: row.username } : null;
}

/** The message, and its copy in the thread's channel if there is one. */
async function placesOf({ channelId, nonce, userId }: Pending): Promise<ChannelPosition[]> {
	if (channelId === null || nonce === null) return [];
	const isIn = sql`${messages.channelId} in (
		select unnest(array[c.id, c.parent_id]) from ${channels} c where c.id = ${channelId})`;
	return db
		.select({ channelId: messages.channelId, seq: messages.seq })
		.from(messages)
		.where(and(sql`${messages.nonce} in (${nonce}, ${echoNonce(nonce)})`, eq(messages.authorId, userId), isIn))
		.orderBy(sql`${messages.channelId} <> ${channelId}`, asc(messages.seq));
}

/** Opens a case about the message, or without one about the member. */
async function flag(match: Pending, message: ChannelPosition | null): Promise<void> {
	const { id, serverId, userId, ruleId, ruleName } = match;
	const { flag: _, ...left } = match.actions;
	const event = await transaction(async (tx): Promise<ClusterEvent | null> => {
		if (!(await lock(tx, id))) return null;
		const isOver = Object.keys(left).length === 0;
		await (isOver ? tx.delete(automodMatches) : tx.update(automodMatches).set({ actions: left })).where(
			eq(automodMatches.id, id),
		);
		if ((await countOpen(tx, match)) >= maxOpenCases) return null;
		try {
			const about = { serverId, userId, message };
			return (await openCase(tx, about, { id: ruleId, name: ruleName })).event;
		} catch (error) {
			// Its author has deleted it meanwhile.
			if (isAppError(error, "message_not_found")) return null;
			throw error;
		}
	});
	if (event) await applyEvent(event);
}

async function countOpen(tx: Tx, { serverId, userId }: Pending): Promise<number> {
	const isOpen = and(eq(cases.state, "open"), eq(cases.kind, "automod"));
	return tx.$count(cases, and(eq(cases.serverId, serverId), eq(cases.subjectId, userId), isOpen));
}

/** Whether the match is still to be acted on; another instance may be at it. */
async function lock(tx: Tx, id: number): Promise<boolean> {
	const rows = await tx
		.select({ id: automodMatches.id })
		.from(automodMatches)
		.where(eq(automodMatches.id, id))
		.for("update");
	return rows.length > 0;
}
