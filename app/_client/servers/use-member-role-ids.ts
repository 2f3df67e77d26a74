"use client";

import { useCallback, useSyncExternalStore } from "react";
import { noopSubscribe } from "../create-store";
import type { Connection } from "../realtime/connection";
import { useConnection } from "../realtime/socket-provider";
import { MemberRoleCache, type RoleIds } from "./member-role-cache";

const ofConnections = new WeakMap<Connection, Map<number, MemberRoleCache>>();

function memberRoleCacheOf(connection: Connection, serverId: number): MemberRoleCache {
	const ofServers = ofConnections.get(connection) ?? new Map<number, MemberRoleCache>();
	ofConnections.set(connection, ofServers);
	const cache = ofServers.get(serverId) ?? new MemberRoleCache(serverId, connection.socket);
	ofServers.set(serverId, cache);
	return cache;
}

/** The ids of a member's roles, kept up to date: null for a user who is no member, undefined until they are loaded. */
export function useMemberRoleIds(serverId: number | null, userId: number): RoleIds | undefined {
	const connection = useConnection();
	const cache = connection && serverId !== null ? memberRoleCacheOf(connection, serverId) : null;
	return useSyncExternalStore(
		useCallback((changed: () => void) => cache?.subscribe(userId, changed) ?? noopSubscribe(), [cache, userId]),
		() => cache?.of(userId),
		() => undefined,
	);
}
