import type { TransactionSql } from "postgres";
import { sql } from "@/db";
import { appState } from "../process/app-state";
import {
	addMember,
	closeChannel,
	endSession,
	makeChannelPrivate,
	makeChannelPublic,
	publish,
	refreshViewer,
	revoke,
	revokeServer,
	room,
	socketsInRoom,
} from "../realtime/broadcast";
import type { Channel, MembershipReason, NotificationSettings, PublicUser, Server } from "../realtime/protocol";
import { ownUser, publicUser } from "../users/serialize";

/**
 * What every node must do about an act, its own node before the act is answered. A notice is written inside the act's own
 * transaction (pg_notify), so it exists exactly when the act does, and needs nothing but PostgreSQL. It names rows and
 * carries none: a payload holds 8,000 bytes.
 */
export type ClusterEvent =
	| { kind: "joined"; userId: number; serverId: number; memberCount: number }
	| { kind: "left"; userId: number; serverId: number; reason: MembershipReason; memberCount: number }
	| { kind: "server_changed"; serverId: number }
	| { kind: "server_deleted"; serverId: number }
	/** `only`: who may see it from now on, where not everybody may. */
	| { kind: "channel_created"; serverId: number; channelId: number; only: number[] | null }
	| { kind: "channel_changed"; serverId: number; channelId: number; only: number[] | null; wasPrivate: boolean }
	| { kind: "channel_deleted"; serverId: number; channelId: number; wasPrivate: boolean }
	/** `only`: their status, but no name or picture; or what nobody but themselves is told of. */
	| { kind: "account_changed"; userId: number; only?: "status" | "own" }
	/** What these users see of invitations to the server. */
	| { kind: "invitations_changed"; serverId: number; userIds: number[] }
	| { kind: "keywords_changed"; userId: number }
	| { kind: "session_ended"; sessionId: string };

export const CHANNEL = "hearth_notices";

/** Writes a notice that goes out when this transaction commits, and never if it does not. */
export async function emitInTransaction(tx: TransactionSql, notice: ClusterEvent): Promise<void> {
	await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ from: appState().id, notice })})`;
}

/** A payload as another node wrote it; what this node wrote itself was carried out before it was answered. */
export function parseEvent(payload: string): ClusterEvent | null {
	const { from, notice } = JSON.parse(payload) as { from: string; notice: ClusterEvent };
	return from === appState().id ? null : notice;
}

/**
 * Carries a notice out on this node's sockets. What takes access away is done before the first pause, so that a verb
 * which calls this after its commit has silenced its own node when it answers.
 */
export async function applyEvent(notice: ClusterEvent): Promise<void> {
	switch (notice.kind) {
		case "left": {
			const { userId, serverId, reason, memberCount } = notice;
			revoke(userId, serverId, reason);
			appState().keywordIndex.removeMember(serverId, userId);
			publish(room.server(serverId), "member:left", { serverId, userId, memberCount });
			return;
		}
		case "server_deleted":
			return revokeServer(notice.serverId);
		case "session_ended":
			appState().epochs.bump(`session:${notice.sessionId}`);
			return endSession(notice.sessionId);
		case "channel_deleted": {
			const { serverId, channelId, wasPrivate } = notice;
			publish(wasPrivate ? room.audience(channelId) : room.server(serverId), "channel:deleted", {
				serverId,
				channelId,
			});
			return closeChannel(channelId, serverId);
		}
		case "channel_created":
		case "channel_changed":
			if (notice.only) makeChannelPrivate(notice.channelId, notice.serverId, notice.only);
			return publishChannel(notice);
		case "invitations_changed": {
			const { serverId, userIds } = notice;
			for (const userId of userIds) publish(room.user(userId), "invitation", { serverId });
			return;
		}
		case "keywords_changed":
			return appState().keywordIndex.invalidateUser(notice.userId);
		case "joined":
			void appState().keywordIndex.invalidateUser(notice.userId);
			return welcome(notice.userId, notice.serverId, notice.memberCount);
		case "server_changed":
			return publishServer(notice.serverId);
		case "account_changed":
			return publishAccount(notice);
	}
}

const hasLocalSubscribers = (name: string) => socketsInRoom(name).length > 0;

async function welcome(userId: number, serverId: number, memberCount: number): Promise<void> {
	const user = await publicUserOf(userId);
	await addMember(userId, serverId, () => {
		if (user) publish(room.server(serverId), "member:joined", { serverId, user, memberCount });
	});
}

async function publishServer(serverId: number): Promise<void> {
	if (!hasLocalSubscribers(room.server(serverId))) return;
	const [row] = await sql<
		(Omit<Server, "isMember" | "channels" | "createdAt" | keyof NotificationSettings> & { createdAt: Date })[]
	>`
		select s.id, s.name, s.description, json_build_object('id', c.id, 'slug', c.slug, 'name', c.name) as category,
			s.visibility, s.icon_url as "iconUrl", s.banner_url as "bannerUrl", s.member_count as "memberCount",
			s.owner_id as "ownerId", s.created_at as "createdAt"
		from servers s join categories c on c.id = s.category_id where s.id = ${serverId}`;
	if (row)
		publish(room.server(serverId), "server:updated", { server: { ...row, createdAt: row.createdAt.toISOString() } });
}

/** Says what became of a channel, to those who may see it; to those who no longer or only now may, that it went or came. */
async function publishChannel(notice: ClusterEvent & { kind: "channel_created" | "channel_changed" }): Promise<void> {
	const { kind, serverId, channelId, only } = notice;
	const [everybody, audience] = [room.server(serverId), room.audience(channelId)];
	const wasPrivate = kind === "channel_changed" && notice.wasPrivate;
	const event = kind === "channel_created" ? "channel:created" : "channel:updated";
	if (kind === "channel_changed" && only && !wasPrivate)
		publish(everybody, "channel:deleted", { serverId, channelId }, { except: audience });
	if (!hasLocalSubscribers(everybody)) return;

	const channel = await channelNow(channelId);
	if (!channel) return;
	// It is told as it stands, which may be as a later change made it: then who may see that is not for this notice to say.
	if (channel.private) return publish(audience, event, { channel });
	if (wasPrivate && !only) {
		publish(everybody, "channel:created", { channel }, { except: audience });
		makeChannelPublic(channelId);
	}
	publish(everybody, event, { channel });
}

/** A channel as it stands; who may see it has not changed since it was read. */
async function channelNow(channelId: number): Promise<Channel | null> {
	for (;;) {
		const epoch = appState().epochs.of("access");
		const [row] = await sql<(Omit<Channel, "createdAt"> & { createdAt: Date })[]>`
			select id, server_id as "serverId", name, topic, private, position, created_at as "createdAt"
			from channels where id = ${channelId}`;
		if (!row) return null;
		if (epoch === appState().epochs.of("access")) return { ...row, createdAt: row.createdAt.toISOString() };
	}
}

async function publishAccount({ userId, only }: ClusterEvent & { kind: "account_changed" }): Promise<void> {
	// Kept messages carry their author's name.
	if (!only) appState().recentMessages.clear();
	const own = await ownUser(userId);
	if (!own) return;
	appState().presence.choose(userId, own.presence);
	publish(room.user(userId), "account", { user: own });
	if (only !== "own") await refreshViewer(publicUser(own), own.status);
}

async function publicUserOf(userId: number): Promise<PublicUser | null> {
	const own = await ownUser(userId);
	return own && publicUser(own);
}
