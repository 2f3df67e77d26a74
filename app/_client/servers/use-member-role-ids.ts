"use client";

import { useCallback, useSyncExternalStore } from "react";
import { noopSubscribe } from "../create-store";
import type { Connection } from "../realtime/connection";
import { useConnection } from "../realtime/socket-provider";
import { MemberRoles, type RoleIds } from "./member-roles";

const ofConnections = new WeakMap<Connection, Map<number, MemberRoles>>();

function memberRolesOf(connection: Connection, serverId: number): MemberRoles {
	const ofServers = ofConnections.get(connection) ?? new Map<number, MemberRoles>();
	ofConnections.set(connection, ofServers);
	const memberRoles = ofServers.get(serverId) ?? new MemberRoles(serverId, connection.socket);
	ofServers.set(serverId, memberRoles);
	return memberRoles;
}

/** The ids of a member's roles, kept up to date: null for a user who is no member, undefined until they are loaded. */
export function useMemberRoleIds(serverId: number | null, userId: number): RoleIds | undefined {
	const connection = useConnection();
	const memberRoles = connection && serverId !== null ? memberRolesOf(connection, serverId) : null;
	return useSyncExternalStore(
		useCallback(
			(changed: () => void) => memberRoles?.subscribe(userId, changed) ?? noopSubscribe(),
			[memberRoles, userId],
		),
		() => memberRoles?.of(userId),
		() => undefined,
	);
}
