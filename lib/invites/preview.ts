import { and, eq, isNull, not } from "drizzle-orm";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { channels, invites, memberships, servers, users } from "@/db/schema";
import { appState } from "../process/app-state";
import type { InvitePreview } from "../realtime/protocol";
import { authorColumns } from "../users/serialize";
import { inviteEnded, inviteNotFound, type LoadedInvite, needsApproval } from "./load";

/**
 * What an invite shows to everybody who has its link: never a role, a private channel, or for whom it is. Throws
 * `invite_ended`.
 */
export async function preview(invite: LoadedInvite): Promise<{ invite: InvitePreview }> {
	if (invite.end) throw inviteEnded(invite.end);
	const [row] = await db
		.select({
			server: {
				id: servers.id,
				name: servers.name,
				description: servers.description,
				iconUrl: servers.iconUrl,
				bannerUrl: servers.bannerUrl,
				memberCount: servers.memberCount,
			},
			channelName: channels.name,
			inviter: authorColumns,
			expiresAt: isoTime(invites.expiresAt),
			needsApproval,
			joinRequirements: servers.joinRequirements,
			rulesVersion: servers.rulesVersion,
		})
		.from(invites)
		.innerJoin(servers, eq(servers.id, invites.serverId))
		.leftJoin(channels, and(eq(channels.id, invites.channelId), not(channels.private), isNull(channels.archivedAt)))
		.leftJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, invites.creatorId)))
		.leftJoin(users, eq(users.id, memberships.userId))
		.where(eq(invites.id, invite.id));
	if (!row) throw inviteNotFound();
	const { server, joinRequirements, ...shown } = row;
	const { question, rules } = joinRequirements;
	return {
		invite: {
			...shown,
			server: { ...server, onlineCount: appState().presence.countIn(server.id) },
			question,
			rules,
			isMember: invite.isMember,
		},
	};
}
