import { and, desc, eq, gt, type SQL, sql } from "drizzle-orm";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { isoTime } from "@/db/iso-time";
import {
	attachments,
	blocks,
	channelLevels,
	channels,
	drafts,
	heldUsernames,
	memberships,
	messages,
	moderationActions,
	reactions,
	roles,
	saved,
	servers,
	sessions,
	users,
} from "@/db/schema";
import { profileTextColumns, settingsColumn } from "../users/serialize";

/** A part of an export: a file with one JSON object a line. `pages` are read one at a time, so the memory is bounded. */
export type Section = { name: string; pages: AsyncIterable<object[]> };

const pageSize = 2000;

/** Everything that Hearth keeps of a user and that is theirs, apart from the bytes of their files. */
export const sectionsOf = (userId: number): Section[] => [
	{ name: "account", pages: once(accountOf(userId)) },
	{ name: "servers", pages: once(serversOf(userId)) },
	{ name: "settings", pages: once(settingsOf(userId)) },
	{ name: "messages", pages: messagesOf(userId) },
	{ name: "files", pages: filesOf(userId) },
	{ name: "reactions", pages: reactionsOf(userId) },
	{ name: "saved", pages: savedOf(userId) },
	{ name: "drafts", pages: once(draftsOf(userId)) },
	{ name: "sessions", pages: once(sessionsOf(userId)) },
	{ name: "moderation-actions", pages: once(actionsAgainst(userId)) },
];

async function* once(page: Promise<object[]>): AsyncGenerator<object[]> {
	yield await page;
}

/** Reads page after page: each begins after the last row of the one before. */
async function* paged<Row extends object>(
	read: (last: Row | null) => Promise<Row[]>,
	shown: (rows: Row[]) => object[] | Promise<object[]>,
): AsyncGenerator<object[]> {
	let last: Row | null = null;
	for (;;) {
		const rows: Row[] = await read(last);
		yield await shown(rows);
		if (rows.length < pageSize) return;
		last = rows.at(-1) ?? null;
	}
}

const accountOf = (userId: number) =>
	db
		.select({
			id: users.id,
			username: users.username,
			formerUsernames: sql<string[]>`array(select h.username from ${heldUsernames} h where h.user_id = ${userId})`,
			displayName: users.displayName,
			...profileTextColumns,
			email: users.email,
			emailVerifiedAt: isoTime(users.emailVerifiedAt),
			pendingEmail: users.pendingEmail,
			avatarUrl: users.avatarUrl,
			status: { text: users.statusText, emoji: users.statusEmoji, until: isoTime(users.statusUntil) },
			createdAt: isoTime(users.createdAt),
		})
		.from(users)
		.where(eq(users.id, userId));

const serversOf = (userId: number) =>
	db
		.select({
			id: servers.id,
			name: servers.name,
			isOwner: sql<boolean>`${servers.ownerId} = ${memberships.userId}`,
			nickname: memberships.nickname,
			roles: sql<string[]>`array(select r.name from ${roles} r where ${isOneOfMembers()} order by r.position)`,
			joinedAt: isoTime(memberships.joinedAt),
		})
		.from(memberships)
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.where(eq(memberships.userId, userId))
		.orderBy(servers.id);

const isOneOfMembers = (): SQL => sql`r.id = any (${memberships.roleIds})`;

async function settingsOf(userId: number): Promise<object[]> {
	const [own] = await db
		.select({ presence: users.presence, keywords: users.keywords, account: settingsColumn })
		.from(users)
		.where(eq(users.id, userId));
	const blocked = await db
		.select({ username: users.username, since: isoTime(blocks.createdAt) })
		.from(blocks)
		.innerJoin(users, eq(users.id, blocks.blockedId))
		.where(eq(blocks.userId, userId));
	const ofServers = await db
		.select({ serverId: memberships.serverId, level: memberships.level, mutedUntil: isoTime(memberships.mutedUntil) })
		.from(memberships)
		.where(eq(memberships.userId, userId));
	const ofChannels = await db
		.select({
			channelId: channelLevels.channelId,
			level: channelLevels.level,
			mutedUntil: isoTime(channelLevels.mutedUntil),
		})
		.from(channelLevels)
		.where(eq(channelLevels.userId, userId));
	return [{ ...own, blocked, notifications: { servers: ofServers, channels: ofChannels } }];
}

function messagesOf(userId: number): AsyncGenerator<object[]> {
	const names = new ChannelNames(userId);
	return paged(
		(last: Awaited<ReturnType<typeof readMessages>>[number] | null) => readMessages(userId, last),
		async (rows) => {
			await names.learn(rows.map(({ channelId }) => channelId));
			return rows.map(({ key: _, ...message }) => ({ ...names.of(message.channelId), ...message }));
		},
	);
}

const readMessages = (userId: number, last: { key: string; channelId: number; seq: number } | null) =>
	db
		.select({
			channelId: messages.channelId,
			seq: messages.seq,
			createdAt: isoTime(messages.createdAt),
			editedAt: isoTime(messages.editedAt),
			content: messages.content,
			replyTo: messages.replyTo,
			poll: messages.poll,
			attachments: sql<unknown>`(select jsonb_agg(a ->> 'name') from jsonb_array_elements(${messages.attachments}) a)`,
			key: sql<string>`${messages.createdAt}::text`,
		})
		.from(messages)
		.where(
			and(
				eq(messages.authorId, userId),
				sql`${messages.deletedAt} is null and ${messages.system} is null`,
				// The first column alone is that of the index, so the comparison of rows follows it.
				last ? sql`${messages.createdAt} >= ${last.key}::text::timestamptz` : undefined,
				last
					? sql`(${messages.createdAt}, ${messages.channelId}, ${messages.seq})
						> (${last.key}::text::timestamptz, ${last.channelId}::bigint, ${last.seq}::bigint)`
					: undefined,
			),
		)
		.orderBy(messages.createdAt, messages.channelId, messages.seq)
		.limit(pageSize);

/** The names of the channels that the user may still see. Of the others there is only the id. */
class ChannelNames {
	private readonly known = new Map<number, { serverId: number; server: string | null; channel: string | null }>();

	constructor(private readonly userId: number) {}

	async learn(channelIds: number[]): Promise<void> {
		const unknown = [...new Set(channelIds)].filter((id) => !this.known.has(id));
		if (unknown.length === 0) return;
		const isSeen = sql`may_view(${channels.id}, ${this.userId})`;
		const rows = await db
			.select({
				id: channels.id,
				serverId: channels.serverId,
				server: sql<string | null>`case when ${isSeen} then ${servers.name} end`,
				channel: sql<string | null>`case when ${isSeen} then ${channels.name} end`,
			})
			.from(channels)
			.innerJoin(servers, eq(servers.id, channels.serverId))
			.where(isOneOf(channels.id, unknown));
		for (const { id, ...names } of rows) this.known.set(id, names);
	}

	of(channelId: number) {
		return this.known.get(channelId) ?? {};
	}
}

const filesOf = (userId: number) =>
	paged(
		(last: { id: number } | null) =>
			db
				.select({
					id: attachments.id,
					path: sql<string>`'/api/attachments/' || ${attachments.id}`,
					name: attachments.name,
					type: attachments.type,
					size: attachments.size,
					alt: attachments.alt,
					channelId: attachments.channelId,
					seq: attachments.seq,
					createdAt: isoTime(attachments.createdAt),
				})
				.from(attachments)
				.where(and(eq(attachments.uploaderId, userId), last ? gt(attachments.id, last.id) : undefined))
				.orderBy(attachments.id)
				.limit(pageSize),
		(rows) => rows,
	);

const reactionsOf = (userId: number) =>
	paged(
		(last: { channelId: number; seq: number; emoji: string } | null) =>
			db
				.select({
					channelId: reactions.channelId,
					seq: reactions.seq,
					emoji: reactions.emoji,
					createdAt: isoTime(reactions.createdAt),
				})
				.from(reactions)
				.where(
					and(
						eq(reactions.userId, userId),
						last
							? sql`(${reactions.channelId}, ${reactions.seq}, ${reactions.emoji})
								> (${last.channelId}::bigint, ${last.seq}::bigint, ${last.emoji}::text)`
							: undefined,
					),
				)
				.orderBy(reactions.channelId, reactions.seq, reactions.emoji)
				.limit(pageSize),
		(rows) => rows,
	);

const savedOf = (userId: number) =>
	paged(
		(last: { channelId: number; seq: number } | null) =>
			db
				.select({ channelId: saved.channelId, seq: saved.seq, savedAt: isoTime(saved.savedAt) })
				.from(saved)
				.where(
					and(
						eq(saved.userId, userId),
						last
							? sql`(${saved.channelId}, ${saved.seq}) > (${last.channelId}::bigint, ${last.seq}::bigint)`
							: undefined,
					),
				)
				.orderBy(saved.channelId, saved.seq)
				.limit(pageSize),
		(rows) => rows,
	);

const draftsOf = (userId: number) =>
	db
		.select({ channelId: drafts.channelId, content: drafts.content, updatedAt: isoTime(drafts.updatedAt) })
		.from(drafts)
		.where(eq(drafts.userId, userId))
		.orderBy(drafts.channelId);

const sessionsOf = (userId: number) =>
	db
		.select({
			userAgent: sessions.userAgent,
			address: sessions.address,
			createdAt: isoTime(sessions.createdAt),
			lastUsedAt: isoTime(sessions.lastUsedAt),
			revokedAt: isoTime(sessions.revokedAt),
		})
		.from(sessions)
		.where(eq(sessions.userId, userId))
		.orderBy(desc(sessions.createdAt));

/** As the user is shown them: without notes and actors, and without those of servers that they were never in. */
const actionsAgainst = (userId: number) =>
	db
		.select({
			id: moderationActions.id,
			serverId: moderationActions.serverId,
			server: servers.name,
			kind: moderationActions.kind,
			reason: moderationActions.reason,
			until: isoTime(moderationActions.until),
			removed: moderationActions.removed,
			createdAt: isoTime(moderationActions.createdAt),
			undoneAt: isoTime(moderationActions.undoneAt),
		})
		.from(moderationActions)
		.innerJoin(servers, eq(servers.id, moderationActions.serverId))
		.where(and(eq(moderationActions.subjectId, userId), moderationActions.wasMember))
		.orderBy(moderationActions.id);
