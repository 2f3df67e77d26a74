"use client";

import { useCallback, useSyncExternalStore } from "react";
import { noopSubscribe } from "../create-store";
import type { Connection } from "../realtime/connection";
import { useConnection } from "../realtime/socket-provider";
import type { KnownUsers } from "../users/known-users";
import { useKnownUsers } from "../users/use-known-user";
import { MemberRoleCache, type RoleIds } from "./member-role-cache";

const ofConnections = new WeakMap<Connection, Map<number, MemberRoleCache>>();

function memberRoleCacheOf(connection: Connection, serverId: number, people: KnownUsers | null): MemberRoleCache {
	const ofServers = ofConnections.get(connection) ?? new Map<number, MemberRoleCache>();
	ofConnections.set(connection, ofServers);
	const cache =
		ofServers.get(serverId) ??
		new MemberRoleCache(serverId, connection.socket, undefined, (userId, nickname) =>
			people?.learnNickname(serverId, userId, nickname),
		);
	ofServers.set(serverId, cache);
	return cache;
}

/** The ids of a member's roles, kept up to date: null for a user who is no member, undefined until they are loaded. */
export function useMemberRoleIds(serverId: number | null, userId: number): RoleIds | undefined {
	const connection = useConnection();
	const people = useKnownUsers();
	const cache = connection && serverId !== null ? memberRoleCacheOf(connection, serverId, people) : null;
	return useSyncExternalStore(
		useCallback((changed: () => void) => cache?.subscribe(userId, changed) ?? noopSubscribe(), [cache, userId]),
		() => cache?.of(userId),
		() => undefined,
	);
}
