"use client";

import type { DocumentData, InitialData } from "@/lib/page-cache/initial-data";
import type { MemberServer } from "@/lib/realtime/protocol";
import type { CompactServer } from "@/lib/users/compact-app-data";
import { useBrowserValue } from "./create-store";

let initialData: InitialData | null | undefined;

/** The data in the document beside a page rendered for everybody; null if the page has its own. */
export function initialDataOfDocument(): InitialData | null {
	if (typeof document === "undefined") return null;
	if (initialData === undefined) {
		const text = document.getElementById("start")?.textContent;
		initialData = text ? restore(JSON.parse(text) as DocumentData) : null;
	}
	return initialData;
}

/** The same during rendering: null on the server and during hydration. */
export const useInitialData = (): InitialData | null => useBrowserValue(initialDataOfDocument, null);

/** Puts back what the document leaves out. */
export function restore({ account, mine, view, ...pages }: DocumentData): InitialData {
	const servers = mine.servers.map(restoreServer);
	const data = { account, mine: { servers }, ...pages };
	if (!view) return data;
	const { serverId, inside, ...rest } = view;
	const server = servers.find(({ id }) => id === serverId);
	const channel = server?.channels.find(({ id }) => id === inside.channelId);
	return server && channel ? { ...data, view: { ...rest, server, inside: { channel, page: inside.page } } } : data;
}

const restoreServer = (server: CompactServer): MemberServer => ({
	...server,
	channels: server.channels.map((channel) => ({ permissions: server.permissions, ...channel })),
});
