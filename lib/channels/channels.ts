import { z } from "zod";
import { sql } from "@/db";
import {
	canViewChannelSql,
	channelNotFound,
	type LoadedChannel,
	type LoadedServer,
	serverNotFound,
} from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError, constraintOf, databaseCode } from "../errors";
import { consume } from "../http/rate-limits";
import type { MemberChannel } from "../realtime/protocol";
import { line, nonce, prepared } from "../text/schema";
import { channelNameOf, isChannelName } from "../text/single-line";
import { type Tx, transaction } from "../transaction";
import { type NotificationSettingsRow, notificationSettings } from "./notification-levels";

const name = prepared(1, 80, channelNameOf).refine(
	(value) => isChannelName.test(value),
	"Use letters, digits, hyphens and underscores.",
);
const flag = z.boolean("Must be true or false.");

export const NewChannel = z.strictObject({
	name,
	topic: line(0, 1000).default(""),
	private: flag.default(false),
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
});

/** The maximum of channels in a server. It bounds the size of every member's page. */
const maxChannels = 2000;

/** The maximum of all topics of a server together, in bytes, for the same reason. */
const maxTopicBytes = 256 * 1024;

/** Checks the total size of topics after one was written, with the server locked. Throws `forbidden`. */
async function boundTopics(tx: Tx, serverId: number): Promise<void> {
	const [row] = await tx<{ bytes: number }[]>`
		select coalesce(sum(octet_length(topic)), 0)::int as bytes from channels where server_id = ${serverId} and parent_id is null`;
	if (row && row.bytes > maxTopicBytes)
		throw new AppError("forbidden", "The topics of this server are too long together. Shorten some first.");
}

/** Serializes concurrent additions to a server's channel list, so that each counts the earlier ones. */
const lockList = (tx: Tx, serverId: number) => tx`select 1 from servers where id = ${serverId} for no key update`;

/**
 * Channels as a member sees them, selected by `which` over `c`. The query joins the membership, so outsiders get no
 * row.
 */
export async function listVisible(viewer: Viewer, which: ReturnType<typeof sql>): Promise<MemberChannel[]> {
	const rows = await sql<
		(Omit<MemberChannel, "createdAt" | "mutedUntil"> & NotificationSettingsRow & { createdAt: Date })[]
	>`
		select l.level, l.muted_until as "mutedUntil", c.id, c.server_id as "serverId", c.name, c.topic, c.private, c.position, c.created_at as "createdAt",
			c.last_seq as "lastSeq", c.last_rev as "lastRev", least(coalesce(r.last_read_seq, 0), c.last_seq) as "lastReadSeq",
			(select count(*)::int from mentions n where n.user_id = ${viewer.id} and n.channel_id = c.id
				and n.seq > coalesce(r.last_read_seq, 0)) as "mentionCount"
		from channels c join servers s on s.id = c.server_id
		join memberships m on m.server_id = s.id and m.user_id = ${viewer.id}
		left join reads r on r.channel_id = c.id and r.user_id = ${viewer.id}
		left join channel_levels l on l.channel_id = c.id and l.user_id = ${viewer.id}
		where ${which} and c.parent_id is null and ${canViewChannelSql(viewer.id)}
		order by c.position, c.id`;
	return rows.map((row) => ({ ...row, ...notificationSettings(row), createdAt: row.createdAt.toISOString() }));
}

/** One channel as the viewer sees it. Throws `channel_not_found`. */
async function get(viewer: Viewer, id: number): Promise<{ channel: MemberChannel }> {
	const [channel] = await listVisible(viewer, sql`c.id = ${id}`);
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
		const [row] = await sql<{ id: number }[]>`
			select id from channels where server_id = ${server.id} and creator_id = ${viewer.id} and nonce = ${wanted.nonce}`;
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
	await lockList(tx, server.id);
	const [count] = await tx<{ n: number; next: number }[]>`
		select count(*)::int as n, coalesce(max(position) + 1, 0)::int as next from channels
		where server_id = ${server.id} and parent_id is null`;
	if (count && count.n >= maxChannels) throw new AppError("forbidden", `A server holds ${maxChannels} channels.`);
	const [row] = await tx<{ id: number }[]>`
		insert into channels (server_id, name, topic, private, position, creator_id, nonce)
		values (${server.id}, ${wanted.name}, ${wanted.topic}, ${wanted.private}, ${count?.next ?? 0}, ${viewer.id}, ${wanted.nonce ?? null})
		returning id`;
	if (!row) throw serverNotFound();
	if (wanted.topic) await boundTopics(tx, server.id);
	const notice = {
		kind: "channel_created",
		serverId: server.id,
		channelId: row.id,
		only: wanted.private ? [viewer.id, server.ownerId] : null,
	} satisfies ClusterEvent;
	await emitInTransaction(tx, notice);
	return notice;
}

/**
 * Updates a channel. If it becomes private, every socket of users without access has left its room before this returns.
 */
export async function update(
	viewer: Viewer,
	channel: LoadedChannel,
	change: z.output<typeof ChannelChange>,
): Promise<{ channel: MemberChannel }> {
	const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
	const notice = await transaction(async (tx): Promise<ClusterEvent | null> => {
		const [before] = await tx<{ private: boolean }[]>`
			select private from channels where id = ${channel.id} for no key update`;
		if (!before) throw channelNotFound();
		if (Object.keys(given).length === 0) return null;
		if (change.topic) await lockList(tx, channel.serverId);
		const [row = before] = await tx<{ private: boolean }[]>`
			update channels set ${tx(given)} where id = ${channel.id} returning private`;
		if (change.topic) await boundTopics(tx, channel.serverId);
		// Threads have the same privacy as their channel.
		if (row.private !== before.private)
			await tx`update channels set private = ${row.private} where parent_id = ${channel.id}`;
		const notice: ClusterEvent = {
			kind: "channel_changed",
			serverId: channel.serverId,
			channelId: channel.id,
			wasPrivate: before.private,
			only: row.private ? [channel.creatorId, channel.ownerId] : null,
		};
		await emitInTransaction(tx, notice);
		return notice;
	}).catch(refuseTaken(change.name ?? ""));
	if (notice) await applyEvent(notice);
	return get(viewer, channel.id);
}

/** Deletes a channel with its messages. */
export async function remove(channel: LoadedChannel): Promise<void> {
	const notice = await transaction(async (tx) => {
		const [gone] = await tx<{ private: boolean }[]>`delete from channels where id = ${channel.id} returning private`;
		if (!gone) throw channelNotFound();
		const notice: ClusterEvent = {
			kind: "channel_deleted",
			serverId: channel.serverId,
			channelId: channel.id,
			wasPrivate: gone.private,
		};
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
