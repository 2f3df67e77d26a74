import { and, eq, isNotNull, or, sql } from "drizzle-orm";
import { db, prepared } from "@/db";
import { isoTime } from "@/db/iso-time";
import { channels, memberships, messages, servers } from "@/db/schema";
import { AppError } from "../errors";
import { includes, type Permission } from "./permissions";
import { type ReadOnlyReason, readOnlyColumns, withheld } from "./read-only";
import { timedOutForMs } from "./timed-out-for";
import type { Viewer } from "./viewer";

/** A server that the viewer may see. Loading it has checked access. */
export type LoadedServer = {
	readonly id: number;
	readonly ownerId: number;
	readonly visibility: "public" | "private";
	readonly isMember: boolean;
	readonly joinedAt: string | null;
	/** The viewer's permissions in the server as bits; 0 for an outsider. */
	readonly permissions: number;
	/** Why the viewer may only read in the server. */
	readonly readOnly: ReadOnlyReason | null;
	/** How long they are timed out, if that is the reason. */
	readonly timedOutForMs: number | null;
	/** The permissions, as bits, that they lack without a second factor. */
	readonly withheld: number;
};
/** A channel that the viewer may view at this moment. Loading it has checked access. */
export type LoadedChannel = {
	readonly id: number;
	readonly serverId: number;
	readonly ownerId: number;
	readonly creatorId: number;
	readonly private: boolean;
	/** Whether some member may not view it, so that its events are not for everybody in the server. */
	readonly viewRestricted: boolean;
	/** The viewer's permissions in it as bits. */
	readonly permissions: number;
	/** Why the viewer may only read here, if there is such a reason. */
	readonly readOnly: ReadOnlyReason | null;
	/** How long they are timed out, if that is the reason. */
	readonly timedOutForMs: number | null;
	/** The permissions in the server, as bits, that they lack without a second factor. */
	readonly withheld: number;
	/** The channel that this thread belongs to. */
	readonly parentId: number | null;
	/** The first and last seq of the channel when access was checked. */
	readonly firstSeq: number;
	readonly lastSeq: number;
	readonly lastRev: number;
	/** The viewer's nickname in the server, from loadChannel() only. */
	readonly nickname?: string | null;
};
/** A message that the viewer may act on, with the permission that the action needs. It is checked again under locks. */
export type LoadedMessage = { readonly channel: LoadedChannel; readonly seq: number; readonly needs: Permission };

export const serverNotFound = () => new AppError("server_not_found", "There is no such server.");
export const channelNotFound = () => new AppError("channel_not_found", "There is no such channel.");
export const messageNotFound = () => new AppError("message_not_found", "There is no such message.");
export const notMember = () => new AppError("not_member", "Join this server to read its channels.");
export const forbidden = (message = "You may not do that here.") => new AppError("forbidden", message);

export const serverFrozen = () =>
	new AppError("frozen", "An administrator has frozen this server. Until they unfreeze it, everybody can only read.");

const readOnlyErrors: Record<ReadOnlyReason, (timedOutForMs: number | null | undefined) => AppError> = {
	frozen: () => serverFrozen(),
	archived: () => new AppError("archived", "This channel is archived. Nobody can write in it."),
	timed_out: (forMs) =>
		new AppError("timed_out", "You are timed out in this server. You can read, but not write.", {
			retryAfterMs: Math.max(1, forMs ?? 1),
		}),
	rules_not_accepted: () => new AppError("rules_not_accepted", "Accept the rules of this server to write in it."),
	raid_mode: (forMs) =>
		new AppError("raid_mode", "Raid mode is on in this server. New members can read, but not write, until it ends.", {
			retryAfterMs: Math.max(1, forMs ?? 1),
		}),
};

/** For an act that needs no permission: throws the reason why the member may only read, if there is one. */
export function requireWriting(of: { readOnly?: ReadOnlyReason | null; timedOutForMs?: number | null }): void {
	if (of.readOnly) throw readOnlyErrors[of.readOnly](of.timedOutForMs);
}

export const factorRequired = (message = "This server requires two-step verification or a passkey of you for that.") =>
	new AppError("second_factor_required", message);

/**
 * Throws the reason why the viewer lacks a permission: `frozen`, `archived`, `timed_out`, `rules_not_accepted`,
 * `second_factor_required` or `forbidden`.
 */
export function requirePermission(
	of: {
		permissions: number;
		readOnly?: ReadOnlyReason | null;
		timedOutForMs?: number | null;
		withheld?: number | null;
	},
	...needed: Permission[]
): void {
	if (includes(of.permissions, ...needed)) return;
	if (of.readOnly) throw readOnlyErrors[of.readOnly](of.timedOutForMs);
	throw includes(BigInt(of.permissions) | BigInt(of.withheld ?? 0), ...needed) ? factorRequired() : forbidden();
}

/**
 * Loads a server: a public one for everybody, a private one for its members. For all others it does not exist
 * (`server_not_found`). With `needed` "member" it throws `not_member` for an outsider, with "owner" or a permission
 * `forbidden` if the viewer is not the owner or lacks the permission. Of a frozen server they throw `frozen`.
 */
export async function loadServer(
	viewer: Viewer | null,
	id: number,
	needed?: "member" | "owner" | Permission,
): Promise<LoadedServer> {
	const [row] = await selectServer({ userId: viewer?.id ?? null, serverId: id });
	if (!row) throw serverNotFound();
	if (needed === "member" && !row.isMember) throw notMember();
	if (needed === "owner" && row.ownerId !== viewer?.id) throw forbidden();
	// An owner lacks it only without a second factor that the server requires, and while the server is frozen.
	if (needed === "owner") requirePermission(row, "manage_server");
	if (needed && needed !== "member" && needed !== "owner") requirePermission(row, needed);
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
			permissions: sql<number>`server_bits(servers, memberships)`.mapWith(Number),
			...readOnlyColumns,
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
 * and `channel_not_found` if the channel is hidden from them or does not exist. With `needed` it throws as
 * requirePermission does if the viewer lacks that permission.
 */
export async function loadChannel(viewer: Viewer, id: number, needed?: Permission): Promise<LoadedChannel> {
	const [row] = await selectChannel({ userId: viewer.id, channelId: id });
	const channel = authorizeChannel(row);
	// A thread has no settings of its own.
	if (needed === "manage_channels" && channel.parentId !== null) throw channelNotFound();
	if (needed) requirePermission(channel, needed);
	return channel;
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
			viewRestricted: channels.viewRestricted,
			parentId: channels.parentId,
			firstSeq: channels.firstSeq,
			lastSeq: channels.lastSeq,
			lastRev: channels.lastRev,
			nickname: memberships.nickname,
			isMember: sql<boolean>`${memberships.userId} is not null`,
			isPublic: sql<boolean>`${servers.visibility} = 'public' and not ${channels.private}`,
			permissions: sql<number>`channel_bits(channels, servers, memberships)`.mapWith(Number),
			readOnly: sql<ReadOnlyReason | null>`read_only_reason(channels, servers, memberships)`,
			timedOutForMs,
			withheld,
		})
		.from(channels)
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.leftJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, userId)))
		.where(eq(channels.id, sql.placeholder("channelId")));
});

/** `isPublic`: outsiders may know that the channel exists. */
export type ChannelRow = LoadedChannel & { isMember: boolean; isPublic: boolean };

/** Returns the channel of a row, or throws the error that loadChannel throws. */
export function authorizeChannel(row: ChannelRow | null | undefined): LoadedChannel {
	if (!row || !(row.isMember ? includes(row.permissions, "view_channel") : row.isPublic)) throw channelNotFound();
	if (!row.isMember) throw notMember();
	return row;
}

/**
 * What a viewer does with a message. `manage` covers previews and ending a poll, `viewVersions` the edit history: for the
 * author, and for members who may manage messages.
 */
export type MessageAction =
	| "view"
	| "report"
	| "react"
	| "pin"
	| "startThread"
	| "edit"
	| "delete"
	| "viewVersions"
	| "manage";

function permissionFor(action: MessageAction, isOwn: boolean): Permission {
	if (action === "react") return "add_reactions";
	if (action === "pin") return "pin_messages";
	if (action === "startThread") return "create_threads";
	if (action === "edit") return "send_messages";
	// An author who may only read still deletes their messages, but changes nothing else about them.
	if (action === "manage") return isOwn ? "send_messages" : "manage_messages";
	if (action === "delete" || action === "viewVersions") return isOwn ? "view_channel" : "manage_messages";
	return "read_history";
}

/** The actions that need a text of the author. */
const refusedForSystem: ReadonlySet<MessageAction> = new Set(["edit", "pin", "startThread", "report"]);
const systemMessage = () =>
	new AppError(
		"system_message",
		"The server wrote this message. It cannot be edited, pinned, reported or begin a thread.",
	);

/**
 * Loads a message of a channel that the viewer may view, for an action. Throws `message_not_found` for an unknown seq,
 * and for a tombstone unless the action is `delete`. Throws `forbidden` for editing another user's message, and as
 * requirePermission does without the permission that the action needs, and `system_message` for what cannot be done with a
 * system message.
 */
export async function loadMessage(
	viewer: Viewer,
	channelId: number,
	seq: number,
	action: MessageAction,
): Promise<LoadedMessage> {
	const channel = await loadChannel(viewer, channelId);
	const [row] = await db
		.select({
			authorId: messages.authorId,
			deletedAt: messages.deletedAt,
			isSystem: sql<boolean>`${messages.system} is not null`,
		})
		.from(messages)
		.where(and(eq(messages.channelId, channelId), eq(messages.seq, seq)));
	if (!row || (row.deletedAt && action !== "delete")) throw messageNotFound();
	// The server has written a system message, so its author alone does not decide about it.
	const decides = !row.isSystem || action === "edit" || includes(channel.permissions, "manage_messages");
	const isOwn = row.authorId === viewer.id && decides;
	if (action === "edit" && !isOwn) throw forbidden();
	// A change is sent to everybody in the channel with the whole message, which may be older than what they may read.
	if (!isOwn && action !== "delete") requirePermission(channel, "read_history");
	const needs = permissionFor(action, isOwn);
	requirePermission(channel, needs);
	if (row.isSystem && refusedForSystem.has(action)) throw systemMessage();
	return { channel, seq, needs };
}
