import { and, count, eq, isNull, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { db, prepared } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { channelGroups, channelLevels, channels, memberships, mentions, reads, servers } from "@/db/schema";
import { channelNotFound, type LoadedChannel, type LoadedServer, serverNotFound } from "../auth/access";
import { canViewChannel } from "../auth/can-view-channel";
import { toNames } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError, constraintOf, databaseCode, invalid } from "../errors";
import { countLayout } from "../groups/groups";
import { consume } from "../http/rate-limits";
import { requireQuota } from "../instance/quotas";
import type { MemberChannel } from "../realtime/protocol";
import { lockActor, lockActorInChannel, lockActorInGroup } from "../roles/lock";
import { publishSystemMessages, type StoredSystemMessages, writeSystemMessages } from "../system-messages/write";
import { id, line, nonce, normalized } from "../text/schema";
import { channelNameOf, isChannelName } from "../text/single-line";
import { type Tx, transaction } from "../transaction";
import { setArchived } from "./archive";
import { channelColumns } from "./columns";
import { serializeChannel } from "./serialize";
import { setPrivate } from "./set-private";
import { setSlowMode, slowModeSeconds } from "./slow-mode";

const name = normalized(1, 80, channelNameOf).refine(
	(value) => isChannelName.test(value),
	"Use letters, digits, hyphens and underscores.",
);
const flag = z.boolean("Must be true or false.");

export const NewChannel = z.strictObject({
	name,
	topic: line(0, 1000).default(""),
	private: flag.optional(),
	groupId: id.optional(),
	nonce: nonce.optional(),
});
export const ChannelChange = z.strictObject({
	name: name.optional(),
	topic: line(0, 1000).optional(),
	private: flag.optional(),
	position: z
		.int("Must be a whole number.")
		.min(0, "Must be 0 or more.")
		.max(1_000_000, "Must be 1000000 or less.")
		.optional(),
	archived: flag.optional(),
	slowModeSeconds: slowModeSeconds.optional(),
});

/** The maximum of all topics of a server together, in bytes. It bounds the size of every member's page. */
const maxTopicBytes = 256 * 1024;

/** Checks the total size of topics after one was written, with the server locked. Throws `forbidden`. */
async function boundTopics(tx: Tx, serverId: number): Promise<void> {
	const [row] = await tx
		.select({ bytes: sql<number>`coalesce(sum(octet_length(${channels.topic})), 0)::int` })
		.from(channels)
		.where(isListed(serverId));
	if (row && row.bytes > maxTopicBytes)
		throw new AppError("forbidden", "The topics of this server are too long together. Shorten some first.");
}

/** Serializes concurrent additions to a server's channel list, so that each counts the earlier ones. */
const lockList = (tx: Tx, serverId: number) =>
	tx.select({ id: servers.id }).from(servers).where(eq(servers.id, serverId)).for("no key update");

/** The channels in a server’s list. Threads are channels too, but not in the list. */
const isListed = (serverId: number) => and(eq(channels.serverId, serverId), isNull(channels.parentId));

/** Channels as a member sees them, in order. The query reads the membership, so outsiders get no row. */
export async function listVisible(
	viewer: Viewer,
	of: { serverId: number } | { channelId: number },
): Promise<MemberChannel[]> {
	const userIds = [viewer.id];
	const rows = await ("serverId" in of
		? selectOfServer({ userIds, serverId: of.serverId })
		: selectOne({ userIds, channelId: of.channelId }));
	return rows.map(({ userId: _, ...row }) => serializeChannel(row));
}

/** The same for all servers of these users: each channel with the id of a user, and as that user sees it. */
export async function listVisibleOf(userIds: number[]): Promise<{ userId: number; channel: MemberChannel }[]> {
	const rows = await selectOfAllServers({ userIds });
	return rows.map(({ userId, ...row }) => ({ userId, channel: serializeChannel(row) }));
}

/** In a channel that is listed, neither archived nor with overrides, a member may do what they may in the server. */
const permissions = sql`case when channels.restricted or channels.archived_at is not null
	then channel_bits(channels, own.servers, own.memberships) else own.bits end`;

/** The permissions in a server are determined once a membership, not once a channel: `offset 0` keeps the subquery. */
const ownMemberships = (which?: SQL) => sql`(
	select memberships.user_id, memberships.server_id, servers, memberships, server_bits(servers, memberships) as bits
	from memberships join servers on servers.id = memberships.server_id
	where ${and(isOneOf(memberships.userId, sql.placeholder("userIds")), which)} offset 0
) as own`;

const selectVisible = (which: { membership?: SQL; channel?: SQL } = {}) =>
	prepared((db) => {
		const userId = sql`own.user_id`;
		const lastRead = sql`coalesce(${reads.lastReadSeq}, 0)`;
		const mentionCount = db
			.select({ n: sql`count(*)::int` })
			.from(mentions)
			.where(and(eq(mentions.userId, userId), eq(mentions.channelId, channels.id), sql`${mentions.seq} > ${lastRead}`));
		return db
			.select({
				userId: sql<number>`own.user_id`,
				level: channelLevels.level,
				mutedUntil: channelLevels.mutedUntil,
				...channelColumns,
				permissions: permissions.mapWith(toNames),
				lastSeq: channels.lastSeq,
				lastRev: channels.lastRev,
				lastReadSeq: sql<number>`read_position(channels, ${lastRead})`,
				mentionCount: sql<number>`${mentionCount}`,
				lastUncounted: channels.uncountedCount,
				readUncounted: sql<number>`uncounted_until(channels, ${lastRead})`,
			})
			.from(ownMemberships(which.membership))
			.innerJoin(channels, eq(channels.serverId, sql`own.server_id`))
			.leftJoin(reads, and(eq(reads.channelId, channels.id), eq(reads.userId, userId)))
			.leftJoin(channelLevels, and(eq(channelLevels.channelId, channels.id), eq(channelLevels.userId, userId)))
			.where(and(which.channel, isNull(channels.parentId), canViewChannel(userId)))
			.orderBy(channels.position, channels.id);
	});

const selectOfAllServers = selectVisible();
const selectOfServer = selectVisible({ membership: eq(memberships.serverId, sql.placeholder("serverId")) });
const selectOne = selectVisible({
	membership: sql`memberships.server_id = (
		select c.server_id from ${channels} c where c.id = ${sql.placeholder("channelId")})`,
	channel: eq(channels.id, sql.placeholder("channelId")),
});

/** One channel as the viewer sees it. Throws `channel_not_found`. */
async function get(viewer: Viewer, id: number): Promise<{ channel: MemberChannel }> {
	const [channel] = await listVisible(viewer, { channelId: id });
	if (!channel) throw channelNotFound();
	return { channel };
}

/**
 * Creates a channel at the end of its server's list, or returns the one that the viewer has created with this nonce
 * before. Throws `name_taken`.
 */
export async function create(
	viewer: Viewer,
	server: LoadedServer,
	wanted: z.output<typeof NewChannel>,
): Promise<{ channel: MemberChannel; existed: boolean }> {
	const madeBefore = async () => {
		if (wanted.nonce === undefined) return null;
		const [row] = await db
			.select({ id: channels.id })
			.from(channels)
			.where(
				and(eq(channels.serverId, server.id), eq(channels.creatorId, viewer.id), eq(channels.nonce, wanted.nonce)),
			);
		return row ? { ...(await get(viewer, row.id)), existed: true } : null;
	};
	const made = await madeBefore();
	if (made) return made;
	await consume("channels", viewer.id);
	let notice: ClusterEvent;
	try {
		notice = await transaction((tx) => insert(tx, viewer, server, wanted));
	} catch (error) {
		// A concurrent request with the same nonce may have created it just now.
		const made = databaseCode(error) === "23505" ? await madeBefore() : null;
		return made ?? refuseTaken(wanted.name)(error);
	}
	await applyEvent(notice);
	return { ...(await get(viewer, notice.channelId)), existed: false };
}

async function insert(tx: Tx, viewer: Viewer, server: LoadedServer, wanted: z.output<typeof NewChannel>) {
	await lockActor(tx, viewer, server.id, "manage_channels");
	if (wanted.groupId !== undefined) {
		await requireGroup(tx, server.id, wanted.groupId);
		await lockActorInGroup(tx, viewer, { serverId: server.id, groupId: wanted.groupId }, "manage_channels");
	}
	await lockList(tx, server.id);
	const [list] = await tx
		.select({ n: count(), next: sql<number>`coalesce(max(${channels.position}) + 1, 0)::int` })
		.from(channels)
		.where(isListed(server.id));
	requireQuota("channels", list?.n ?? 0);
	const [row] = await tx
		.insert(channels)
		.values({
			serverId: server.id,
			name: wanted.name,
			topic: wanted.topic,
			groupId: wanted.groupId ?? null,
			followsGroup: wanted.groupId !== undefined && wanted.private === undefined,
			position: list?.next ?? 0,
			creatorId: viewer.id,
			nonce: wanted.nonce ?? null,
		})
		.returning({ id: channels.id });
	if (!row) throw serverNotFound();
	if (wanted.topic) await boundTopics(tx, server.id);
	if (wanted.private) await setPrivate(tx, { id: row.id, creatorId: viewer.id }, true);
	const notice = {
		kind: "channel_created",
		serverId: server.id,
		channelId: row.id,
	} satisfies ClusterEvent;
	await emitInTransaction(tx, notice);
	return notice;
}

/** Throws `invalid_request` unless the group is one of the server, where it stays until the end of the transaction. */
async function requireGroup(tx: Tx, serverId: number, groupId: number): Promise<void> {
	const [group] = await tx
		.select({ id: channelGroups.id })
		.from(channelGroups)
		.where(and(eq(channelGroups.id, groupId), eq(channelGroups.serverId, serverId)))
		.for("key share");
	if (!group) throw invalid({ groupId: "There is no such group in this server." });
}

type Updated = { notices: ClusterEvent[]; renamed: StoredSystemMessages | null };

/**
 * Updates a channel. If it becomes private, every socket of users without access has left its room before this returns.
 */
export async function update(
	viewer: Viewer,
	channel: LoadedChannel,
	change: z.output<typeof ChannelChange>,
): Promise<{ channel: MemberChannel }> {
	const changesNothing = Object.values(change).every((value) => value === undefined);
	const place = { serverId: channel.serverId, channelId: channel.id };
	const { notices, renamed } = await transaction(async (tx): Promise<Updated> => {
		await lockActorInChannel(tx, viewer, place, "manage_channels");
		const { private: wantsPrivate, archived, slowModeSeconds, ...columns } = change;
		const archives = archived !== undefined && (await setArchived(tx, channel.id, archived));
		if (slowModeSeconds !== undefined) await setSlowMode(tx, channel.id, slowModeSeconds);
		const [before] = await tx
			.select({ private: channels.private, name: channels.name })
			.from(channels)
			.where(eq(channels.id, channel.id))
			.for("no key update");
		if (!before) throw channelNotFound();
		if (changesNothing) return { notices: [], renamed: null };
		if (change.topic) await lockList(tx, channel.serverId);
		if (Object.values(columns).some((value) => value !== undefined))
			await tx.update(channels).set(columns).where(eq(channels.id, channel.id));
		if (change.topic) await boundTopics(tx, channel.serverId);
		const names = { before: before.name, after: change.name ?? before.name };
		const renamed =
			names.before === names.after
				? null
				: await writeSystemMessages(tx, channel.id, [viewer.id], { type: "renamed", ...names });
		const notices: ClusterEvent[] = [{ kind: "channel_changed", ...place }];
		const hides = wantsPrivate !== undefined && wantsPrivate !== before.private;
		if (hides) await setPrivate(tx, channel, wantsPrivate);
		if (hides || archives) notices.unshift({ kind: "access_changed", serverId: channel.serverId });
		await emitInTransaction(tx, ...notices);
		if (change.position !== undefined) notices.push((await countLayout(tx, channel.serverId)).event);
		return { notices, renamed };
	}).catch(refuseTaken(change.name ?? ""));
	for (const notice of notices) await applyEvent(notice);
	if (renamed) await publishSystemMessages(renamed);
	return get(viewer, channel.id);
}

/** Deletes a channel with its messages. */
export async function remove(viewer: Viewer, channel: LoadedChannel): Promise<void> {
	const notice = await transaction(async (tx) => {
		const place = { serverId: channel.serverId, channelId: channel.id };
		await lockActorInChannel(tx, viewer, place, "manage_channels");
		const [gone] = await tx.delete(channels).where(eq(channels.id, channel.id)).returning({ id: channels.id });
		if (!gone) throw channelNotFound();
		const notice: ClusterEvent = { kind: "channel_deleted", ...place };
		await emitInTransaction(tx, notice);
		return notice;
	});
	await applyEvent(notice);
}

const refuseTaken =
	(name: string) =>
	(error: unknown): never => {
		if (constraintOf(error) === "channel_name")
			throw new AppError("name_taken", `This server has a channel ${name} already.`);
		if (constraintOf(error) === "channels_server_id_servers_id_fk") throw serverNotFound();
		throw error;
	};
