import { and, eq, isNull, type SQLWrapper, sql } from "drizzle-orm";
import { prepared } from "@/db";
import {
	categories,
	channelGroups,
	channelLevels,
	channels,
	follows,
	memberships,
	mentions,
	messages,
	reads,
	servers,
} from "@/db/schema";
import { canViewChannel } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import { moderationCounts } from "../cases/open-count";
import { ownGroupBits } from "./columns";

/**
 * A text that changes with everything that the list of the viewer's servers shows: a sum of hashes of the rows that the
 * list is read from, whole, so that a new column is not forgotten. Reading it costs less than the list. Read it before
 * the list: then a change in between makes the list newer than its revision, never older.
 */
export async function ownServersRevision(viewer: Viewer): Promise<string> {
	const [row] = await selectRevision({ userId: viewer.id });
	return row ? `${row.servers}.${row.channels}.${row.threads}` : "";
}

/**
 * A record's hash is linear in the hashes of its columns, so a sum of them would stay the same when two rows exchange
 * values, as two channels exchange their positions. It is therefore hashed again.
 */
const sumOf = (...parts: SQLWrapper[]) =>
	sql<string>`coalesce(sum(hashtextextended(
		hash_record_extended(row(${sql.join(parts, sql`, `)}), 0)::text, 0)), 0)::text`;

/** A mute and a time-out end by the clock. */
const isFuture = (until: SQLWrapper) => sql`${until} > now()`;

const selectRevision = prepared((db) => {
	const userId = sql.placeholder("userId");
	const lastRead = sql`coalesce(${reads.lastReadSeq}, 0)`;
	const ownMentions = and(
		eq(mentions.userId, userId),
		eq(mentions.channelId, channels.id),
		sql`${mentions.seq} > ${lastRead}`,
	);
	const unreadMentions = sql`case when ${channels.lastSeq} > ${lastRead} then (
		${db.select({ n: sql`count(*)` }).from(mentions).where(ownMentions)}) end`;
	const groups = db
		.select({ sum: sql`sum(hashtextextended(channel_groups::text, 0))` })
		.from(channelGroups)
		.where(eq(channelGroups.serverId, servers.id));
	const ownGroups = sql`(${groups})`;
	const inGroups = sql`${ownGroupBits}::text`;
	// Without overrides the permissions follow from the rows of the server, the membership and the channel.
	const ownBits = sql`case when ${channels.restricted} then channel_bits(channels, servers, memberships) end`;
	const ownMembership = and(eq(memberships.serverId, servers.id), eq(memberships.userId, userId));
	const ownReads = and(eq(reads.channelId, channels.id), eq(reads.userId, userId));

	const ofServers = db
		.select({
			sum: sumOf(
				memberships,
				servers,
				categories,
				isFuture(memberships.mutedUntil),
				isFuture(memberships.timedOutUntil),
				isFuture(servers.raidUntil),
				ownGroups,
				inGroups,
				sql`${moderationCounts}::text`,
			),
		})
		.from(memberships)
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.innerJoin(categories, eq(categories.id, servers.categoryId))
		.where(eq(memberships.userId, userId));
	const ofChannels = db
		.select({ sum: sumOf(channels, reads, channelLevels, isFuture(channelLevels.mutedUntil), unreadMentions, ownBits) })
		.from(channels)
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.innerJoin(memberships, ownMembership)
		.leftJoin(reads, ownReads)
		.leftJoin(channelLevels, and(eq(channelLevels.channelId, channels.id), eq(channelLevels.userId, userId)))
		.where(and(isNull(channels.parentId), canViewChannel(userId)));
	const ofThreads = db
		.select({ sum: sumOf(channels, follows, reads, messages.rev, unreadMentions) })
		.from(follows)
		.innerJoin(channels, eq(channels.id, follows.channelId))
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.innerJoin(memberships, ownMembership)
		.innerJoin(messages, and(eq(messages.channelId, channels.parentId), eq(messages.seq, channels.parentSeq)))
		.leftJoin(reads, ownReads)
		.where(and(eq(follows.userId, userId), follows.following, canViewChannel(userId)));
	return db
		.select({
			servers: sql<string>`(${ofServers})`,
			channels: sql<string>`(${ofChannels})`,
			threads: sql<string>`(${ofThreads})`,
		})
		.from(sql`(select) as one`);
});
