import { and, eq, isNotNull, or, sql } from "drizzle-orm";
import { db, prepared } from "@/db";
import { isoTime } from "@/db/iso-time";
import { channels, memberships, messages, servers } from "@/db/schema";
import { AppError } from "../errors";
import { canViewChannel } from "./can-view-channel";
import type { Viewer } from "./viewer";

/** A server that the viewer may see. Loading it has checked access. */
export type LoadedServer = {
	readonly id: number;
	readonly ownerId: number;
	readonly visibility: "public" | "private";
	readonly isMember: boolean;
	readonly joinedAt: string | null;
};
/** A channel that the viewer may read and write in at this moment. Loading it has checked access. */
export type LoadedChannel = {
	readonly id: number;
	readonly serverId: number;
	readonly ownerId: number;
	readonly creatorId: number;
	readonly private: boolean;
	/** The channel that this thread belongs to. */
	readonly parentId: number | null;
	/** The last seq of the channel when access was checked. */
	readonly lastSeq: number;
	readonly lastRev: number;
};
export type LoadedMessage = { readonly channel: LoadedChannel; readonly seq: number };

export const serverNotFound = () => new AppError("server_not_found", "There is no such server.");
export const channelNotFound = () => new AppError("channel_not_found", "There is no such channel.");
export const messageNotFound = () => new AppError("message_not_found", "There is no such message.");
export const notMember = () => new AppError("not_member", "Join this server to read its channels.");
const forbidden = () => new AppError("forbidden", "You may not do that here.");

export const canManageServer = (viewer: Viewer | null, server: { ownerId: number }) => viewer?.id === server.ownerId;

/**
 * Loads a server: a public one for everybody, a private one for its members. For all others it does not exist
 * (`server_not_found`). With `permission` "member" it throws `not_member`, with "manage" `forbidden`, if the viewer
 * lacks the permission.
 */
export async function loadServer(
	viewer: Viewer | null,
	id: number,
	permission?: "member" | "manage",
): Promise<LoadedServer> {
	const [row] = await selectServer({ userId: viewer?.id ?? null, serverId: id });
	if (!row) throw serverNotFound();
	if (permission === "member" && !row.isMember) throw notMember();
	if (permission === "manage" && !canManageServer(viewer, row)) throw forbidden();
	return row;
}

const selectServer = prepared((db) =>
	db
		.select({
			id: servers.id,
			ownerId: servers.ownerId,
			visibility: servers.visibility,
			isMember: sql<boolean>`${memberships.userId} is not null`,
			joinedAt: isoTime(memberships.joinedAt),
		})
		.from(servers)
		.leftJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, sql.placeholder("userId"))))
		.where(
			and(
				eq(servers.id, sql.placeholder("serverId")),
				or(eq(servers.visibility, "public"), isNotNull(memberships.userId)),
			),
		),
);

export type ServerRow = Omit<LoadedServer, "joinedAt"> & { joinedAt: number | null };

/** The server of a row of AccessLoader, whose time is in milliseconds. Throws the error that loadServer throws. */
export function authorizeServer(row: ServerRow | null | undefined): LoadedServer {
	if (!row || (row.visibility !== "public" && !row.isMember)) throw serverNotFound();
	return { ...row, joinedAt: row.joinedAt === null ? null : new Date(row.joinedAt).toISOString() };
}

/**
 * Loads a channel for a member who may see it. Throws `not_member` if the viewer is not a member of its public server,
 * and `channel_not_found` if the channel is hidden from them or does not exist. With "manage" it throws `forbidden` if
 * the viewer may not change it.
 */
export async function loadChannel(viewer: Viewer, id: number, permission?: "manage"): Promise<LoadedChannel> {
	const [row] = await selectChannel({ userId: viewer.id, channelId: id });
	return authorizeChannel(row, viewer, permission);
}

const selectChannel = prepared((db) => {
	const userId = sql.placeholder("userId");
	return db
		.select({
			id: channels.id,
			serverId: channels.serverId,
			ownerId: servers.ownerId,
			creatorId: channels.creatorId,
			private: channels.private,
			parentId: channels.parentId,
			lastSeq: channels.lastSeq,
			lastRev: channels.lastRev,
			isMember: sql<boolean>`${memberships.userId} is not null`,
			mayKnow: sql<boolean>`case when ${memberships.userId} is null
				then ${servers.visibility} = 'public' and not ${channels.private} else ${canViewChannel(userId)} end`,
		})
		.from(channels)
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.leftJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, userId)))
		.where(eq(channels.id, sql.placeholder("channelId")));
});

export type ChannelRow = LoadedChannel & { isMember: boolean; mayKnow: boolean };

/** Returns the channel of a row, or throws the error that loadChannel throws. */
export function authorizeChannel(
	row: ChannelRow | null | undefined,
	viewer: Viewer,
	permission?: "manage",
): LoadedChannel {
	if (!row?.mayKnow) throw channelNotFound();
	if (!row.isMember) throw notMember();
	// A thread has no settings of its own.
	if (permission === "manage" && row.parentId !== null) throw channelNotFound();
	if (permission === "manage" && !canManageServer(viewer, row)) throw forbidden();
	return row;
}

/**
 * Every member has `react`: reactions, votes, pins and saved messages. `manage` covers the edit history and ending a
 * poll.
 */
export type MessagePermission = "edit" | "delete" | "react" | "manage";

/**
 * Loads a message of a channel that the viewer may read, with the permission they need. Throws `message_not_found` for
 * an unknown seq, and for a tombstone unless the permission is `delete`. Throws `forbidden` for editing another user's
 * message, and for deleting or managing one without the right to manage the server's messages.
 */
export async function loadMessage(
	viewer: Viewer,
	channelId: number,
	seq: number,
	permission: MessagePermission,
): Promise<LoadedMessage> {
	const channel = await loadChannel(viewer, channelId);
	const [row] = await db
		.select({ authorId: messages.authorId, deletedAt: messages.deletedAt })
		.from(messages)
		.where(and(eq(messages.channelId, channelId), eq(messages.seq, seq)));
	if (!row || (row.deletedAt && permission !== "delete")) throw messageNotFound();
	const own = row.authorId === viewer.id;
	const mayManage = own || canManageServer(viewer, channel);
	if ((permission === "edit" && !own) || (permission !== "react" && !mayManage)) throw forbidden();
	return { channel, seq };
}
