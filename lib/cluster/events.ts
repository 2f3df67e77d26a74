import { eq, sql } from "drizzle-orm";
import { db } from "@/db";
import { categories, channels, memberships, servers } from "@/db/schema";
import { toNames } from "../auth/permissions";
import { permissionsIn } from "../auth/views";
import { publishOpenCases } from "../cases/open-count";
import { publishDecision } from "../cases/publish-decision";
import { publishOpenEscalations } from "../cases/publish-escalations";
import { channelColumns } from "../channels/columns";
import { publishPendingRequests } from "../join-requests/pending";
import { forgetMessages } from "../messages/recent-cache";
import { appState } from "../process/app-state";
import { publishRaidAlarm } from "../raid-mode/alarm";
import { raidModeColumn } from "../raid-mode/columns";
import { publish, publishToViewers, socketsInRoom } from "../realtime/broadcast";
import { endHeldBack } from "../realtime/held-back";
import type { CustomStatus, MembershipReason, PublicUser } from "../realtime/protocol";
import { refreshViews } from "../realtime/refresh-views";
import { addMember, closeChannel, closeServer, endSession, removeMember } from "../realtime/room-membership";
import { room } from "../realtime/rooms";
import { serverColumns } from "../servers/columns";
import { freezeColumn } from "../servers/restrictions";
import type { Tx } from "../transaction";
import { ownUser, publicUser } from "../users/serialize";
import { publishDeletion, publishListed, publishSettings } from "./account-events";
import { publishEmoji } from "./emoji-events";
import { publishLayout } from "./layout-events";
import { publishRoleEvent, type RoleEvent } from "./role-events";
import { publishInstanceSettings } from "./settings-events";

/**
 * Changes that every instance must apply; the instance that makes one applies it before its response. A cluster event
 * is written inside the transaction of the change (pg_notify), so it exists exactly if the change does, and it needs
 * nothing but PostgreSQL. It carries ids instead of rows, because a payload holds 8,000 bytes.
 */
export type ClusterEvent =
	/** `hasRoles`: the new member has roles besides @everyone. */
	| { kind: "joined"; userId: number; serverId: number; memberCount: number; hasRoles?: boolean }
	| {
			kind: "left";
			userId: number;
			serverId: number;
			reason: MembershipReason;
			memberCount: number;
			hadNickname?: true;
	  }
	| { kind: "server_changed"; serverId: number }
	| { kind: "server_deleted"; serverId: number }
	/** The watch has noticed many joins. */
	| { kind: "raid_noticed"; serverId: number }
	/**
	 * What members may do in the server or in its channels has changed: only these, or any. `announceToAll`: more
	 * channels have become private or public than are announced one by one, so that everybody is to read the server
	 * again.
	 */
	| { kind: "access_changed"; serverId: number; userIds?: number[]; announceToAll?: boolean }
	/** The order or the names of its channel groups, or the order of its channels. */
	| { kind: "layout_changed"; serverId: number }
	| { kind: "channel_created"; serverId: number; channelId: number }
	| { kind: "channel_changed"; serverId: number; channelId: number }
	| { kind: "channel_deleted"; serverId: number; channelId: number }
	/** The thread has gone with its message, which has expired. */
	| { kind: "thread_expired"; serverId: number; channelId: number }
	/**
	 * `only`: "status" for a change of status but not of name or picture, "own" for a change that only the user's own
	 * sockets receive.
	 */
	| { kind: "account_changed"; userId: number; only?: "status" | "own" }
	/** The account is about to be deleted, or no longer is. */
	| { kind: "account_hidden" | "account_shown"; userId: number }
	/** The account was deleted. These are the servers that it was in. */
	| { kind: "account_deleted"; userId: number; serverIds: number[] }
	/** The invitations to the server that these users see have changed. */
	| { kind: "invitations_changed"; serverId: number; userIds: number[] }
	/** A sanction against the user was imposed or undone. */
	| { kind: "sanctioned"; serverId: number; userId: number; imposed: boolean }
	/** Cases were opened, assigned, decided or opened again. */
	| { kind: "cases_changed"; serverId: number; caseIds: number[] }
	/** A case was handed to the administrators, or they have decided one. */
	| { kind: "escalations_changed" }
	/** The reports of a case have an outcome. */
	| { kind: "reports_decided"; serverId: number; caseId: number }
	/** Jobs were added: any instance may do them. */
	| { kind: "jobs_added" }
	/** The requests of these users to join the server have changed. */
	| { kind: "join_requests_changed"; serverId: number; userIds: number[] }
	| { kind: "nickname_changed"; serverId: number; userId: number }
	| { kind: "keywords_changed"; userId: number }
	/** The settings of an account. */
	| { kind: "account_settings_changed"; userId: number }
	| { kind: "emoji_changed"; serverId: number; emojiId: number }
	/** An automod rule was created, changed or deleted. */
	| { kind: "automod_changed"; serverId: number }
	| { kind: "session_ended"; sessionId: string }
	/** The user has added or removed a second factor. */
	| { kind: "factors_changed"; userId: number }
	/** For how long the server keeps messages, or a channel of it. */
	| { kind: "retention_changed"; serverId: number; channelId: number | null }
	/** The settings of the instance, or that it has its first user. */
	| { kind: "settings_changed" }
	| RoleEvent;

export const CHANNEL = "hearth_notices";

/** Writes cluster events that are sent when this transaction commits, and never if it does not. */
export async function emitInTransaction(tx: Tx, ...notices: ClusterEvent[]): Promise<void> {
	if (notices.length === 0) return;
	const payloads = notices.map((notice) => JSON.stringify({ from: appState().id, notice }));
	await tx.execute(sql`select pg_notify(${CHANNEL}, p) from unnest(${sql.param(payloads)}::text[]) as p`);
}

/**
 * Parses another instance's payload. Returns null for this instance's own events, which it applied before its response.
 */
export function parseEvent(payload: string): ClusterEvent | null {
	const { from, notice } = JSON.parse(payload) as { from: string; notice: ClusterEvent };
	return from === appState().id ? null : notice;
}

/**
 * Applies a cluster event to this instance's sockets. Revocations are applied before the first await, so that an action
 * which calls this after its commit has removed its own instance's sockets before it responds.
 */
export async function applyEvent(notice: ClusterEvent): Promise<void> {
	switch (notice.kind) {
		case "left": {
			const { userId, serverId, reason, memberCount } = notice;
			removeMember(userId, serverId, reason);
			if (notice.hadNickname) forgetMessages(serverId);
			appState().keywordIndex.removeMember(serverId, userId);
			publish(room.server(serverId), "member:left", { serverId, userId, memberCount });
			return;
		}
		case "server_deleted":
			appState().publicLists.clear();
			return closeServer(notice.serverId);
		case "session_ended":
			appState().epochs.bump(`session:${notice.sessionId}`);
			return endSession(notice.sessionId);
		case "channel_deleted": {
			const { serverId, channelId } = notice;
			publishToViewers(notice, "channel:deleted", () => ({ serverId, channelId }));
			return closeChannel(channelId, serverId);
		}
		case "thread_expired": {
			const { serverId, channelId } = notice;
			publish(room.channel(channelId), "channel:deleted", { serverId, channelId });
			return closeChannel(channelId, serverId);
		}
		case "access_changed":
			await refreshViews(notice.serverId, notice.userIds, notice.announceToAll);
			return publishOpenCases(notice.serverId, "all");
		case "cases_changed":
			return publishOpenCases(notice.serverId, new Set(notice.caseIds));
		case "escalations_changed":
			return publishOpenEscalations();
		case "reports_decided":
			return publishDecision(notice.serverId, notice.caseId);
		case "channel_created":
			await refreshViews(notice.serverId);
			return publishChannel(notice, "channel:created");
		case "channel_changed":
			return publishChannel(notice, "channel:updated");
		case "layout_changed":
			return publishLayout(notice.serverId);
		case "invitations_changed": {
			const { serverId, userIds } = notice;
			for (const userId of userIds) publish(room.user(userId), "invitation", { serverId });
			return;
		}
		case "sanctioned":
			publish(room.user(notice.userId), "sanction", { serverId: notice.serverId, imposed: notice.imposed });
			return;
		case "join_requests_changed": {
			const { serverId, userIds } = notice;
			for (const userId of userIds) publish(room.user(userId), "join_request", { serverId });
			return publishPendingRequests(serverId);
		}
		case "raid_noticed":
			return publishRaidAlarm(notice.serverId);
		case "factors_changed":
			return endHeldBack(notice.userId);
		case "settings_changed":
			return publishInstanceSettings();
		case "retention_changed":
			return publishRetention(notice);
		case "jobs_added":
			return appState().jobRunner?.wake();
		case "keywords_changed":
			return appState().keywordIndex.invalidateUser(notice.userId);
		case "account_settings_changed":
			return publishSettings(notice.userId);
		case "emoji_changed":
			return publishEmoji(notice);
		case "automod_changed":
			return appState().ruleSets.changed(notice.serverId);
		case "joined":
			void appState().keywordIndex.invalidateUser(notice.userId);
			return welcome(notice);
		case "server_changed":
			appState().publicLists.clear();
			return publishServer(notice.serverId);
		case "account_changed":
			return publishAccount(notice);
		case "account_hidden":
		case "account_shown":
			return publishListed(notice.userId, notice.kind === "account_shown");
		case "account_deleted":
			return publishDeletion(notice.userId, notice.serverIds);
		case "nickname_changed":
			forgetMessages(notice.serverId);
			return publishRoleEvent({ kind: "member_roles_changed", serverId: notice.serverId, userIds: [notice.userId] });
		case "roles_changed":
		case "role_deleted":
		case "member_roles_changed":
			return publishRoleEvent(notice);
	}
}

const hasLocalSubscribers = (name: string) => socketsInRoom(name).length > 0;

async function welcome(notice: ClusterEvent & { kind: "joined" }): Promise<void> {
	const { userId, serverId, memberCount, hasRoles } = notice;
	const user = await publicUserOf(userId);
	await addMember(userId, serverId, () => {
		if (user) publish(room.server(serverId), "member:joined", { serverId, user, memberCount });
	});
	if (hasRoles) await publishRoleEvent({ kind: "member_roles_changed", serverId, userIds: [userId] });
}

async function publishServer(serverId: number): Promise<void> {
	if (!hasLocalSubscribers(room.server(serverId))) return;
	const [server] = await db
		.select({ ...serverColumns, raidMode: raidModeColumn, freeze: freezeColumn })
		.from(servers)
		.innerJoin(categories, eq(categories.id, servers.categoryId))
		.where(eq(servers.id, serverId));
	if (server) publish(room.server(serverId), "server:updated", { server });
}

/** Broadcasts a channel's current state to the users who may view it then, each with their own permissions in it. */
async function publishChannel(
	place: { serverId: number; channelId: number },
	event: "channel:created" | "channel:updated",
): Promise<void> {
	if (!hasLocalSubscribers(room.server(place.serverId))) return;
	const [row] = await db.select(channelColumns).from(channels).where(eq(channels.id, place.channelId));
	if (!row) return;
	publishToViewers(place, event, (view) => ({
		channel: { ...row, permissions: toNames(permissionsIn(view, row.id)) },
	}));
}

function publishRetention({ serverId, channelId }: ClusterEvent & { kind: "retention_changed" }): void {
	if (channelId === null) publish(room.server(serverId), "retention", { serverId, channelId });
	else publishToViewers({ serverId, channelId }, "retention", () => ({ serverId, channelId }));
}

async function publishAccount({ userId, only }: ClusterEvent & { kind: "account_changed" }): Promise<void> {
	if (!only) forgetMessages();
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

/**
 * Updates a user's name, picture or status: their sockets act under it from now on, and members of their servers are
 * notified.
 */
async function refreshViewer(user: PublicUser, status: CustomStatus | null): Promise<void> {
	for (const socket of socketsInRoom(room.user(user.id))) Object.assign(socket.data.viewer, user);
	const rows = await db
		.select({ serverId: memberships.serverId, nickname: memberships.nickname, roleIds: memberships.roleIds })
		.from(memberships)
		.where(eq(memberships.userId, user.id));
	for (const row of rows) publish(room.server(row.serverId), "member:updated", { ...row, user, status });
}
