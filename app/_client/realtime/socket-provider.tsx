"use client";

import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import type { ServerToClient } from "@/lib/realtime/protocol";
import { useViewer } from "../account/use-viewer";
import { noopSubscribe } from "../create-store";
import type { Outbox } from "../messages/outbox";
import { DraftsContext, useMakeDrafts } from "../messages/use-drafts";
import { useLostChannels } from "../messages/use-lost-channels";
import { useMakeOutbox } from "../messages/use-outbox";
import { useWindowStore } from "../messages/use-window-store";
import { KnownUsersContext, useMakeKnownUsers } from "../users/use-known-user";
import { Connection, type Phase } from "./connection";
import { announceSessionExpired } from "./session-expired";
import { useIdle } from "./use-idle";
import { useServerEvents } from "./use-server-events";

const ConnectionContext = createContext<Connection | null>(null);
const OutboxContext = createContext<Outbox | null>(null);

/** Opened by a first render that React may repeat before it is mounted. */
let opened: Connection | null = null;

function openConnection(userId: number | null): Connection | null {
	if (typeof window === "undefined") return null;
	if (!opened) {
		opened = new Connection(announceSessionExpired, undefined, { auth: { userId } });
		opened.open();
	}
	return opened;
}

/**
 * This tab's only socket, for signed-in users. It belongs to the app shell, so that it outlives the pages; its events
 * update the cache that the pages read.
 */
export function SocketProvider({ children }: { children: ReactNode }) {
	const viewerId = useViewer()?.id ?? null;
	const connection = useMemo(() => openConnection(viewerId), [viewerId]);
	useEffect(() => {
		if (!connection) return;
		opened = null;
		connection.connect();
		const online = () => connection.reconnect();
		const offline = () => void connection.check();
		addEventListener("online", online);
		addEventListener("offline", offline);
		return () => {
			removeEventListener("online", online);
			removeEventListener("offline", offline);
			connection.close();
		};
	}, [connection]);
	useServerEvents(connection);
	useIdle(connection);
	useWindowStore(viewerId);
	const people = useMakeKnownUsers(connection);
	const outbox = useMakeOutbox(connection, viewerId);
	const drafts = useMakeDrafts(connection, viewerId);
	useLostChannels(outbox, drafts);
	return (
		<ConnectionContext value={connection}>
			<OutboxContext value={outbox}>
				<DraftsContext value={drafts}>
					<KnownUsersContext value={people}>{children}</KnownUsersContext>
				</DraftsContext>
			</OutboxContext>
		</ConnectionContext>
	);
}

/** Null during server rendering, and for guests. */
export const useConnection = () => useContext(ConnectionContext);
export const useOutbox = () => useContext(OutboxContext);

export function usePhase(): Phase {
	const connection = useConnection();
	return useSyncExternalStore(
		connection?.subscribe ?? noopSubscribe,
		connection?.getPhase ?? (() => "connecting" as const),
		() => "connecting" as const,
	);
}

/** Whether this tab was ever connected. */
export function useWasConnected(): boolean {
	const connection = useConnection();
	return useSyncExternalStore(
		connection?.subscribe ?? noopSubscribe,
		connection?.wasConnected ?? (() => false),
		() => false,
	);
}

/** Calls `listener` for every event of this name while the component is mounted. */
export function useSocketEvent<Name extends keyof ServerToClient>(name: Name, listener: ServerToClient[Name]): void {
	const connection = useConnection();
	useEffect(() => {
		if (!connection) return;
		connection.socket.on(name, listener as never);
		return () => {
			connection.socket.off(name, listener as never);
		};
	}, [connection, name, listener]);
}

/** Whether the browser reports a network. */
export function useOnline(): boolean {
	return useSyncExternalStore(
		subscribeOnline,
		() => navigator.onLine,
		() => true,
	);
}

const subscribeOnline = (changed: () => void) => {
	addEventListener("online", changed);
	addEventListener("offline", changed);
	return () => {
		removeEventListener("online", changed);
		removeEventListener("offline", changed);
	};
};
