import type { Permission } from "@/lib/auth/permissions";

/** A server or a channel, with the viewer's own permissions in it. */
type Place = { permissions?: readonly Permission[] } | undefined;

/** Whether the viewer has a permission here. What is not known denies: the server decides anyway. */
export const may = (place: Place, permission: Permission): boolean => place?.permissions?.includes(permission) ?? false;
