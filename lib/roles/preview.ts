import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { channels, memberships, roles, servers, users } from "@/db/schema";
import { forbidden, type LoadedServer } from "../auth/access";
import { canViewChannel } from "../auth/can-view-channel";
import { toNames } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { invalid } from "../errors";
import { queryNumber } from "../http/query-number";
import type { Permission, PermissionPreview } from "../realtime/protocol";
import { ownMembershipColumns } from "../servers/columns";
import { isStorable } from "../text/schema";
import { userNotFound } from "../users/profiles";

export const PreviewQuery = z.object({
	roleId: queryNumber(1, Number.MAX_SAFE_INTEGER, "Must be an id.").optional(),
	username: z.string().optional(),
});

/**
 * What a member with one role, or a certain member, may do in the server, in its groups, and in the channels that they
 * may view. It shows the viewer no channel that is hidden from them, and nobody of a higher rank.
 */
export async function preview(
	viewer: Viewer,
	server: LoadedServer,
	{ roleId, username }: z.output<typeof PreviewQuery>,
): Promise<PermissionPreview> {
	if ((roleId === undefined) === (username === undefined)) throw invalid({ roleId: "Name a role or a member." });
	const rank = viewer.id === server.ownerId ? Number.POSITIVE_INFINITY : await rankOf(viewer, server);
	const member =
		roleId === undefined ? await asMember(viewer, server, username ?? "", rank) : await asRole(server, roleId, rank);
	const [inServer] = await db
		.select({ permissions: ownMembershipColumns.permissions, groupPermissions: ownMembershipColumns.groupPermissions })
		.from(servers)
		.innerJoin(member.as, member.on)
		.where(eq(servers.id, server.id));
	const rows = await db
		.select({
			id: channels.id,
			permissions: sql<Permission[]>`channel_bits(channels, servers, memberships)`.mapWith(toNames),
		})
		.from(channels)
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.innerJoin(member.as, member.on)
		.where(and(eq(channels.serverId, server.id), isNull(channels.parentId), canViewChannel(viewer.id)))
		.orderBy(channels.position, channels.id);
	return {
		permissions: inServer?.permissions ?? [],
		groupPermissions: inServer?.groupPermissions ?? [],
		channels: rows.filter(({ permissions }) => permissions.includes("view_channel")),
	};
}

async function rankOf(viewer: Viewer, server: LoadedServer): Promise<number> {
	const [row] = await db
		.select({ rank: memberships.rank })
		.from(memberships)
		.where(and(eq(memberships.serverId, server.id), eq(memberships.userId, viewer.id)));
	return row?.rank ?? 0;
}

/** In SQL: the membership that is asked about, under the name of the table. */
type Member = { as: SQL; on: SQL };

async function asMember(viewer: Viewer, server: LoadedServer, username: string, rank: number): Promise<Member> {
	const [row] = isStorable(username)
		? await db
				.select({ userId: users.id, rank: memberships.rank })
				.from(users)
				.innerJoin(memberships, and(eq(memberships.userId, users.id), eq(memberships.serverId, server.id)))
				.where(eq(users.username, username.toLowerCase()))
		: [];
	if (!row) throw userNotFound();
	const ranksAbove = row.userId === server.ownerId || row.rank > rank;
	if (ranksAbove && row.userId !== viewer.id) throw forbidden(`@${username} ranks above you.`);
	const isTheirs = sql`memberships.server_id = ${server.id} and memberships.user_id = ${row.userId}`;
	return { as: sql`memberships`, on: isTheirs };
}

/** A member that nobody is, with this role only. */
async function asRole(server: LoadedServer, roleId: number, rank: number): Promise<Member> {
	const [role] = await db
		.select()
		.from(roles)
		.where(and(eq(roles.serverId, server.id), eq(roles.id, roleId)));
	if (!role) throw invalid({ roleId: "There is no such role in this server." });
	if (role.position > rank) throw forbidden(`The role “${role.name}” is above your highest role.`);
	const own = role.isEveryone ? { role_ids: [], role_bits: 0 } : { role_ids: [role.id], role_bits: role.permissions };
	const row = { server_id: server.id, user_id: 0, ...own, rank: role.position, accepted_at: new Date(0) };
	return {
		as: sql`jsonb_populate_record(null::memberships, ${JSON.stringify(row)}::jsonb) as memberships`,
		on: sql`true`,
	};
}
