import { sql } from "@/db";
import { AppError } from "../errors";
import type { Viewer } from "./viewer";

/** A server the viewer may know of, loaded with proof. */
export type LoadedServer = {
	readonly id: number;
	readonly ownerId: number;
	readonly visibility: "public" | "private";
	readonly isMember: boolean;
	readonly joinedAt: Date | null;
};
/** A channel the viewer may read and write in at this moment, loaded with proof. */
export type LoadedChannel = {
	readonly id: number;
	readonly serverId: number;
	readonly ownerId: number;
	readonly creatorId: number;
	readonly private: boolean;
	/** The channel it is a thread of. */
	readonly parentId: number | null;
	/** Where the log stood at the proof. */
	readonly lastSeq: number;
	readonly lastRev: number;
};
export type LoadedMessage = { readonly channel: LoadedChannel; readonly seq: number };

export const serverNotFound = () => new AppError("server_not_found", "There is no such server.");
export const channelNotFound = () => new AppError("channel_not_found", "There is no such channel.");
export const messageNotFound = () => new AppError("message_not_found", "There is no such message.");
export const notMember = () => new AppError("not_member", "Join this server to read its channels.");
const forbidden = () => new AppError("forbidden", "You may not do that here.");

/** In SQL, over `c` (channels) and `s` (servers): may this member see the channel. */
export const canViewChannelSql = (userId: number | ReturnType<typeof sql>) =>
	sql`(not c.private or c.creator_id = ${userId} or s.owner_id = ${userId})`;

export const canManageServer = (viewer: Viewer | null, server: { ownerId: number }) => viewer?.id === server.ownerId;

/**
 * Opens a server: public for anyone, private for its members; for anyone else it does not exist (`server_not_found`).
 * With `power` "member", `not_member`; with "manage", `forbidden` to those who may not.
 */
export async function loadServer(
	viewer: Viewer | null,
	id: number,
	permission?: "member" | "manage",
): Promise<LoadedServer> {
	const [row] = await sql<LoadedServer[]>`
		select s.id, s.owner_id as "ownerId", s.visibility, m.user_id is not null as "isMember", m.joined_at as "joinedAt"
		from servers s left join memberships m on m.server_id = s.id and m.user_id = ${viewer?.id ?? null}
		where s.id = ${id} and (s.visibility = 'public' or m.user_id is not null)`;
	if (!row) throw serverNotFound();
	if (permission === "member" && !row.isMember) throw notMember();
	if (permission === "manage" && !canManageServer(viewer, row)) throw forbidden();
	return row;
}

/**
 * Opens a channel for a member who may see it. Not a member of its public server: `not_member`; hidden from them or not
 * there at all: `channel_not_found`, the same. With "manage", `forbidden` to those who may not change it.
 */
export async function loadChannel(viewer: Viewer, id: number, permission?: "manage"): Promise<LoadedChannel> {
	const [row] = await sql<ChannelRow[]>`
		select ${channelColumns(viewer.id)} from channels c join servers s on s.id = c.server_id
		left join memberships m on m.server_id = s.id and m.user_id = ${viewer.id}
		where c.id = ${id}`;
	return authorizeChannel(row, viewer, permission);
}

export type ChannelRow = LoadedChannel & { isMember: boolean; mayKnow: boolean };

/** In SQL, over `c`, `s` and `m` (this person's membership of s, if any): a ChannelRow. */
export const channelColumns = (userId: number | ReturnType<typeof sql>) => sql`
	c.id, c.server_id as "serverId", c.creator_id as "creatorId", c.private, c.parent_id as "parentId", c.last_seq as "lastSeq", c.last_rev as "lastRev",
	s.owner_id as "ownerId", m.user_id is not null as "isMember",
	case when m.user_id is null then s.visibility = 'public' and not c.private else ${canViewChannelSql(userId)} end as "mayKnow"`;

/** The channel of a row, or what openChannel throws. */
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

/** `react` is for every member: reactions, votes, pins, what is kept. `manage`: earlier words, the end of a poll. */
export type MessagePermission = "edit" | "delete" | "react" | "manage";

/**
 * Opens a message of a channel the viewer may read, for what they want to do with it. A number that was never given, and
 * a tombstone unless one would delete it, is `message_not_found`; somebody else's words are `forbidden` to edit, and to
 * delete and manage for those who may not manage the server's messages.
 */
export async function loadMessage(
	viewer: Viewer,
	channelId: number,
	seq: number,
	permission: MessagePermission,
): Promise<LoadedMessage> {
	const channel = await loadChannel(viewer, channelId);
	const [row] = await sql<{ authorId: number; deleted: boolean }[]>`
		select author_id as "authorId", deleted_at is not null as deleted from messages where channel_id = ${channelId} and seq = ${seq}`;
	if (!row || (row.deleted && permission !== "delete")) throw messageNotFound();
	const own = row.authorId === viewer.id;
	const mayManage = own || canManageServer(viewer, channel);
	if ((permission === "edit" && !own) || (permission !== "react" && !mayManage)) throw forbidden();
	return { channel, seq };
}
