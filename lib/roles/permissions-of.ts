import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { channels, memberships, overrides, roles, servers, users } from "@/db/schema";
import { type LoadedServer, loadChannel, requirePermission } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { invalid, isAppError } from "../errors";
import { queryNumber } from "../http/query-number";
import type { Permission, PermissionReason } from "../realtime/protocol";
import { isStorable } from "../text/schema";
import { userNotFound } from "../users/profiles";
import { type ExplainedChannel, explain } from "./reasons";

export const PermissionsQuery = z.object({
	channelId: queryNumber(1, Number.MAX_SAFE_INTEGER, "Must be an id.").optional(),
});

/**
 * The permissions of a member in the server, or in a channel of it that the viewer may view, with the reasons. For the
 * viewer themselves, and for those who may manage roles.
 */
export async function permissionsOf(
	viewer: Viewer,
	server: LoadedServer,
	username: string,
	{ channelId }: z.output<typeof PermissionsQuery>,
): Promise<{ permissions: Permission[]; reasons: PermissionReason[] }> {
	if (username.toLowerCase() !== viewer.username) requirePermission(server, "manage_roles");
	const channel = channelId === undefined ? null : await readChannel(viewer, server, channelId);
	const ofServer = await db
		.select({ id: roles.id, position: roles.position, permissions: roles.permissions, isEveryone: roles.isEveryone })
		.from(roles)
		.where(eq(roles.serverId, server.id));
	const [member] = isStorable(username)
		? await db
				.select({
					userId: memberships.userId,
					roleIds: memberships.roleIds,
					isTimedOut: sql<boolean>`coalesce(${memberships.timedOutUntil} > now(), false)`,
					hasAccepted: sql<boolean>`${memberships.acceptedAt} is not null`,
					isFrozen: sql<boolean>`${servers.frozenAt} is not null`,
					isNewcomer: sql<boolean>`is_newcomer(servers, memberships)`,
					lacksFactor: sql<boolean>`(${servers.requiresFactor} and not ${memberships.hasFactor})`,
				})
				.from(memberships)
				.innerJoin(servers, eq(servers.id, memberships.serverId))
				.innerJoin(users, eq(users.id, memberships.userId))
				.where(and(eq(memberships.serverId, server.id), eq(users.username, username.toLowerCase())))
		: [];
	const everyone = ofServer.find(({ isEveryone }) => isEveryone);
	if (!member || !everyone) throw userNotFound();
	const reasons = explain(
		everyone,
		{
			...member,
			isOwner: member.userId === server.ownerId,
			roles: ofServer.filter(({ id }) => member.roleIds.includes(id)),
		},
		channel,
	);
	return { permissions: reasons.flatMap(({ permission, allowed }) => (allowed ? [permission] : [])), reasons };
}

/** The rights in a channel, or in a thread those in its channel. Throws `invalid_request` for one that is hidden. */
async function readChannel(viewer: Viewer, server: LoadedServer, channelId: number): Promise<ExplainedChannel> {
	const unknown = () => invalid({ channelId: "There is no such channel in this server." });
	const loaded = await loadChannel(viewer, channelId).catch((error: unknown) => {
		throw isAppError(error, "channel_not_found", "not_member") ? unknown() : error;
	});
	if (loaded.serverId !== server.id) throw unknown();
	const [row] = await db
		.select({
			isArchived: sql<boolean>`${channels.archivedAt} is not null`,
			followed: sql<number | null>`case when ${channels.followsGroup} then ${channels.groupId} end`.mapWith(Number),
			follows: sql<boolean>`${channels.followsGroup} and ${channels.groupId} is not null`,
		})
		.from(channels)
		.where(eq(channels.id, channelId));
	if (!row) throw unknown();
	const isOf = row.follows
		? isOneOf(overrides.groupId, [row.followed ?? 0])
		: isOneOf(overrides.channelId, [loaded.parentId ?? channelId]);
	return {
		isThread: loaded.parentId !== null,
		isArchived: row.isArchived,
		overrides: await db.select().from(overrides).where(isOf),
		from: row.follows ? "group" : "channel",
	};
}
