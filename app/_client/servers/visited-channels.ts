"use client";

import { useSyncExternalStore } from "react";
import type { MemberServer } from "@/lib/realtime/protocol";
import { channelPath, serverPath } from "../paths";
import { readJson, writeJson } from "../safe-storage";

const storageKey = (serverId: number) => `hearth.channel.${serverId}`;
const recentKey = "hearth.recent";
const maxRecent = 20;

/** Remembers the open channel on this device: the server's tile leads back to it, and the quick switcher lists it. */
export function rememberChannel(serverId: number, channelId: number): void {
	writeJson(recentKey, [channelId, ...recentChannels().filter((id) => id !== channelId)].slice(0, maxRecent));
	writeJson(storageKey(serverId), channelId);
}

/** The recently opened channels of this device, latest first. */
export function recentChannels(): number[] {
	const kept = readJson(recentKey);
	return Array.isArray(kept) ? kept.filter(Number.isSafeInteger) : [];
}

function recall(serverId: number): number | null {
	const channelId = readJson(storageKey(serverId));
	return typeof channelId === "number" ? channelId : null;
}

const subscribe = (changed: () => void) => {
	addEventListener("storage", changed);
	return () => removeEventListener("storage", changed);
};

/**
 * The link of a server's tile: the channel last opened here, else the first with messages, else the first, else the
 * server preview.
 */
export function useLastVisitedPath(server: Pick<MemberServer, "id" | "channels">): string {
	const last = useSyncExternalStore(
		subscribe,
		() => recall(server.id),
		() => null,
	);
	return pathWithin(server, last);
}

/** The same path, computed at the time of the call. */
export const lastVisitedPath = (server: Pick<MemberServer, "id" | "channels">) => pathWithin(server, recall(server.id));

function pathWithin({ id, channels }: Pick<MemberServer, "id" | "channels">, last: number | null): string {
	const channel = channels.find(({ id }) => id === last) ?? channels.find(({ lastSeq }) => lastSeq > 0) ?? channels[0];
	return channel ? channelPath(id, channel.id) : serverPath(id);
}
