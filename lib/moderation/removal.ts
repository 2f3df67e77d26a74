import { and, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { type Database, db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { changes, channels, memberships, messages, moderationActions, removedMessages, servers } from "@/db/schema";
import { requirePermission } from "../auth/access";
import { includes } from "../auth/permissions";
import type { ReadOnlyReason } from "../auth/read-only";
import { timedOutForMs } from "../auth/timed-out-for";
import type { Viewer } from "../auth/viewer";
import { invalid } from "../errors";
import type { ChannelPosition } from "../realtime/protocol";
import type { Tx } from "../transaction";
import type { Subject } from "./subject";

/** The messages that an action removes: these, and those of the last hours. */
export type Removal = { messages: ChannelPosition[]; purgeHours: number | null };

/** A removal with its channels, which the caller holds and which are locked. */
export type HeldRemoval = Removal & { channelIds: number[] };

/** A removal that the viewer may make: in which channels it is of the last hours, and which messages besides. */
export type CheckedRemoval = { purged: number[]; purgeHours: number | null; listed: ChannelPosition[] };

/** The revisions of channels in which an action has removed or restored messages, and the users whom these mention. */
export type ChangedMessages = {
	kind: "purged" | "restored";
	channels: { channelId: number; from: number; to: number }[];
	mentioned: { channelId: number; userId: number }[];
};

/** There are messages in channels that were not locked: the action begins again with these. */
export class ChannelsMissed extends Error {
	constructor(readonly channelIds: number[]) {
		super("The subject has written in more channels.");
	}
}

/** The channels of a server in which there is something to remove. */
export async function findChannels(
	on: Database | Tx,
	serverId: number,
	subject: Subject,
	{ messages: listed, purgeHours }: Removal,
): Promise<number[]> {
	const ids = [...new Set(listed.map(({ channelId }) => channelId))];
	const named = await on
		.select({ id: channels.id })
		.from(channels)
		.where(and(eq(channels.serverId, serverId), isOneOf(channels.id, ids)));
	if (purgeHours === null) return named.map(({ id }) => id);
	const written = await on
		.selectDistinct({ id: messages.channelId })
		.from(messages)
		.innerJoin(channels, eq(channels.id, messages.channelId))
		.where(
			and(
				eq(channels.serverId, serverId),
				eq(messages.authorId, subject.id),
				sql`${messages.createdAt} >= now() - make_interval(hours => ${purgeHours})`,
				isNull(messages.deletedAt),
			),
		);
	return [...new Set([...named, ...written].map(({ id }) => id))];
}

/**
 * Decides under the locks which messages the viewer removes. Throws ChannelsMissed if the subject has meanwhile written in
 * a channel that is not locked: their membership is, so they write nowhere else now.
 */
export async function checkRemoval(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	subject: Subject,
	removal: HeldRemoval,
): Promise<CheckedRemoval> {
	const held = new Set(removal.channelIds);
	const missed = (await findChannels(tx, serverId, subject, removal)).filter((id) => !held.has(id));
	if (missed.length > 0) throw new ChannelsMissed(missed);
	const rows = await permissionsIn(tx, viewer, serverId, removal.channelIds);
	const visible = new Map(
		rows.filter(({ permissions }) => includes(permissions, "view_channel")).map((row) => [row.id, row]),
	);
	const written = new Set((await findWritten(tx, subject, removal.messages)).map(keyOf));
	for (const position of removal.messages) {
		const channel = visible.get(position.channelId);
		if (!channel || !written.has(keyOf(position)))
			throw invalid({ messages: "Must be messages of this user in this server." });
		requirePermission(channel, "manage_messages");
	}
	const purged =
		removal.purgeHours === null
			? []
			: [...visible.values()].flatMap(({ id, permissions }) => (includes(permissions, "manage_messages") ? id : []));
	return { purged, purgeHours: removal.purgeHours, listed: removal.messages };
}

/** The viewer's permissions in channels that are locked. */
async function permissionsIn(tx: Tx, viewer: Viewer, serverId: number, channelIds: number[]) {
	return tx
		.select({
			id: channels.id,
			permissions: sql<number>`channel_bits(channels, servers, memberships)`.mapWith(Number),
			readOnly: sql<ReadOnlyReason | null>`read_only_reason(channels, servers, memberships)`,
			timedOutForMs,
		})
		.from(channels)
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id)))
		.where(and(eq(channels.serverId, serverId), isOneOf(channels.id, channelIds)));
}

/** Throws unless the viewer may manage messages in each of these channels. */
export async function requireInChannels(tx: Tx, viewer: Viewer, serverId: number, channelIds: number[]): Promise<void> {
	const found = await permissionsIn(tx, viewer, serverId, channelIds);
	for (const channel of found) requirePermission(channel, "manage_messages");
}

const keyOf = ({ channelId, seq }: ChannelPosition) => `${channelId}:${seq}`;

/** The listed messages that this user has written, of which those that match. */
export async function findWritten(
	tx: Tx,
	{ id }: Subject,
	listed: ChannelPosition[],
	where?: SQL,
): Promise<ChannelPosition[]> {
	if (listed.length === 0) return [];
	const places = listed.map(({ channelId, seq }) => sql`(${channelId}::bigint, ${seq}::bigint)`);
	return tx
		.select({ channelId: messages.channelId, seq: messages.seq })
		.from(messages)
		.where(and(eq(messages.authorId, id), inArray(sql`(${messages.channelId}, ${messages.seq})`, places), where));
}

/** In place of the id of an action, if messages are removed without one. */
export const noAction = 0;

type Removed = { channels: { channelId: number; n: number }[]; mentioned: ChangedMessages["mentioned"] };

/**
 * Makes the messages tombstones and keeps what they were, in channels that are locked. Their revision is the next of each
 * channel.
 */
export async function keepAndRemove(
	tx: Tx,
	actionId: number,
	authorId: number,
	{ purged, purgeHours, listed }: CheckedRemoval,
): Promise<Removed> {
	const [row] = await tx.execute<{ removed: Removed }>(sql`
		select remove_messages(${actionId}, ${authorId}, ${purgeHours}, ${sql.param(purged)}::bigint[],
			${sql.param(listed.map(({ channelId }) => channelId))}::bigint[],
			${sql.param(listed.map(({ seq }) => seq))}::bigint[]) as removed`);
	const removed = row?.removed ?? { channels: [], mentioned: [] };
	const n = removed.channels.reduce((sum, channel) => sum + channel.n, 0);
	// Their author has been a member, or came with an import.
	if (n > 0)
		await tx.update(moderationActions).set({ removed: n, wasMember: true }).where(eq(moderationActions.id, actionId));
	return removed;
}

/** The same as a change of each channel: all messages that are removed in it share its next revision. */
export async function removeMessages(
	tx: Tx,
	actionId: number,
	subject: Subject,
	removal: CheckedRemoval,
): Promise<ChangedMessages> {
	return moveRevisions(tx, actionId, await keepAndRemove(tx, actionId, subject.id, removal));
}

/** Logs the messages that were removed and kept under this action as one change of each channel. */
export async function moveRevisions(tx: Tx, actionId: number, removed: Removed): Promise<ChangedMessages> {
	const channelIds = removed.channels.map(({ channelId }) => channelId);
	await tx.execute(sql`
		insert into ${changes} (channel_id, rev, kind, seqs, action_id)
		select r.channel_id, c.last_rev + 1, 'purged', range_agg(int8range(r.seq, r.seq, '[]')),
			nullif(${actionId}::bigint, ${noAction}::bigint)
		from removed_messages r join channels c on c.id = r.channel_id
		where r.action_id = ${actionId} group by r.channel_id, c.last_rev`);
	const moved = await tx
		.update(channels)
		.set({ lastRev: sql`${channels.lastRev} + 1` })
		.where(isOneOf(channels.id, channelIds))
		.returning({ channelId: channels.id, to: channels.lastRev });
	const changed = moved.map((channel) => ({ ...channel, from: channel.to - 1 }));
	return { kind: "purged", channels: changed, mentioned: removed.mentioned };
}

/** The channels of the messages that an action has removed and that are kept. */
export async function keptChannels(actionId: number): Promise<number[]> {
	const rows = await db
		.selectDistinct({ id: removedMessages.channelId })
		.from(removedMessages)
		.where(eq(removedMessages.actionId, actionId));
	return rows.map(({ id }) => id);
}

/** Whether an action still keeps messages; they stay kept until the end of the transaction. */
export async function lockKept(tx: Tx, actionId: number): Promise<boolean> {
	const [row] = await tx.execute<{ n: number }>(sql`
		select count(*)::int as n from (select 1 from removed_messages where action_id = ${actionId} for update) r`);
	return (row?.n ?? 0) > 0;
}

/** The maximum of messages that are restored in one revision, and so in one event, and of their size as JSON. */
const maxRestoredAtOnce = 200;
const maxRestoredBytes = 240_000;

/** Restores the messages of an action exactly, but for their revisions, in channels that are locked. */
export async function restoreMessages(tx: Tx, actionId: number): Promise<ChangedMessages> {
	const [row] = await tx.execute<{ restored: Omit<ChangedMessages, "kind"> }>(
		sql`select restore_messages(${actionId}, ${maxRestoredAtOnce}, ${maxRestoredBytes}) as restored`,
	);
	return { kind: "restored", ...(row?.restored ?? { channels: [], mentioned: [] }) };
}

/** Every channel and thread of a server. */
export async function allChannels(serverId: number): Promise<number[]> {
	const rows = await db.select({ id: channels.id }).from(channels).where(eq(channels.serverId, serverId));
	return rows.map(({ id }) => id);
}
