"use client";

import { useSyncExternalStore } from "react";
import type { MemberServer } from "@/lib/realtime/protocol";
import { readJson, writeJson } from "../safe-storage";
import { rememberRecent } from "./recent-channels";

const storageKey = (serverId: number) => `hearth.channel.${serverId}`;

/** Remembers on this device where one was, so that the server's tile leads back there. */
export function rememberChannel(serverId: number, channelId: number): void {
	rememberRecent(channelId);
	writeJson(storageKey(serverId), channelId);
}

function recall(serverId: number): number | null {
	const channelId = readJson(storageKey(serverId));
	return typeof channelId === "number" ? channelId : null;
}

const subscribe = (changed: () => void) => {
	addEventListener("storage", changed);
	return () => removeEventListener("storage", changed);
};

/** Where a member's tile leads: the channel last open here, else the first with messages, else the first, else the front page. */
export function useServerPath(server: Pick<MemberServer, "id" | "channels">): string {
	const last = useSyncExternalStore(
		subscribe,
		() => recall(server.id),
		() => null,
	);
	return pathWithin(server, last);
}

/** The same at this moment, for whoever goes there at once. */
export const serverPath = (server: Pick<MemberServer, "id" | "channels">) => pathWithin(server, recall(server.id));

function pathWithin({ id, channels }: Pick<MemberServer, "id" | "channels">, last: number | null): string {
	const channel = channels.find(({ id }) => id === last) ?? channels.find(({ lastSeq }) => lastSeq > 0) ?? channels[0];
	return channel ? `/servers/${id}/channels/${channel.id}` : `/servers/${id}`;
}
