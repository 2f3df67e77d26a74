import type { Permission } from "@/lib/auth/permissions";
import type { MemberServer, Role } from "@/lib/realtime/protocol";

/** A server or a channel, with the viewer's own permissions in it. */
type Place = { permissions?: readonly Permission[] } | undefined;

/** Whether the viewer has a permission here. What is not known denies: the server decides anyway. */
export const may = (place: Place, permission: Permission): boolean => place?.permissions?.includes(permission) ?? false;

/** A group as a place, with the viewer's own permissions in it. */
export const inGroup = (
	{ permissions = [], groupPermissions = [] }: Partial<Pick<MemberServer, "permissions" | "groupPermissions">>,
	groupId: number,
) => ({ permissions: groupPermissions.find(({ id }) => id === groupId)?.permissions ?? permissions });

/** The position of a member's highest role; the owner ranks above all. */
export const rankOf = (isOwner: boolean, roleIds: readonly number[], roles: readonly Role[]): number =>
	isOwner
		? Number.POSITIVE_INFINITY
		: Math.max(0, ...roles.filter(({ id }) => roleIds.includes(id)).map(({ position }) => position));

/** The roles that the viewer may give: below their own rank, and with no permission that they lack. */
export function grantableRoles(server: MemberServer, viewerId: number | undefined, roles: readonly Role[]): Role[] {
	if (!may(server, "manage_roles")) return [];
	const rank = rankOf(server.ownerId === viewerId, server.roleIds, roles);
	return roles.filter(
		({ everyone, position, permissions }) =>
			!everyone && position < rank && permissions.every((permission) => may(server, permission)),
	);
}

/** Where the server asks for approval, only those who approve joins may make a link without it. */
export const mustAskForApproval = (server: MemberServer): boolean =>
	server.needsApproval && !may(server, "approve_joins");
