import type { Permission } from "@/lib/auth/permissions";
import type { Role } from "@/lib/realtime/protocol";

/** A server or a channel, with the viewer's own permissions in it. */
type Place = { permissions?: readonly Permission[] } | undefined;

/** Whether the viewer has a permission here. What is not known denies: the server decides anyway. */
export const may = (place: Place, permission: Permission): boolean => place?.permissions?.includes(permission) ?? false;

/** The position of a member's highest role; the owner ranks above all. */
export const rankOf = (isOwner: boolean, roleIds: readonly number[], roles: readonly Role[]): number =>
	isOwner
		? Number.POSITIVE_INFINITY
		: Math.max(0, ...roles.filter(({ id }) => roleIds.includes(id)).map(({ position }) => position));
