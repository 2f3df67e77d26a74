"use client";

import { createContext, useContext } from "react";
import type { Permission } from "@/lib/auth/permissions";

const PermissionsContext = createContext<readonly Permission[]>([]);

/** The viewer's own permissions in the open channel. */
export const ChannelPermissions = PermissionsContext.Provider;

export function useChannelMay(): (permission: Permission) => boolean {
	const permissions = useContext(PermissionsContext);
	return (permission) => permissions.includes(permission);
}
