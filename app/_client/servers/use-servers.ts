"use client";

import { useMemo } from "react";
import useSWR from "swr";
import type { MemberServer, MemberThread } from "@/lib/realtime/protocol";
import { useSignedIn, useViewer } from "../account/use-viewer";
import { repeatedGet } from "../api";
import { windowCache } from "../messages/window-cache";
import { onlyChanges } from "../only-changes";
import { inRailOrder } from "./rail-order";
import { useRolePreview } from "./role-preview";

export const mineKey = "/api/servers?mine=true";

const none: MemberServer[] = [];
const getMine = repeatedGet<{ servers: MemberServer[] }>(mineKey);

async function loadServers(): Promise<{ servers: MemberServer[] }> {
	const confirm = windowCache.startConfirmation();
	const frame = await getMine();
	confirm(frame.servers);
	return frame;
}

/** The user's servers as pages show them: as they are, or one of them as the members with a previewed role see it. */
export function useServers(): { servers: MemberServer[]; isLoading: boolean } {
	const { servers, isLoading } = useOwnServers();
	const preview = useRolePreview();
	return { servers: preview ? preview.show(servers) : servers, isLoading };
}

/** The user's servers in their order, with channels and read state, kept up to date by the socket. */
export function useOwnServers(): { servers: MemberServer[]; isLoading: boolean } {
	const signedIn = useSignedIn();
	const { data, isLoading } = useSWR(signedIn ? mineKey : null, loadServers, onlyChanges);
	const rail = useViewer()?.settings.rail;
	const servers = useMemo(() => inRailOrder(data?.servers ?? none, rail), [data, rail]);
	return { servers, isLoading };
}

/** The ids of all channels that pages show. */
export const useListedChannels = (): ReadonlySet<number> => useChannelIds(useServers().servers);

/** The ids of all channels that the user may view. */
export const useOwnChannels = (): ReadonlySet<number> => useChannelIds(useOwnServers().servers);

/** Stays the same while the ids do. */
function useChannelIds(servers: MemberServer[]): ReadonlySet<number> {
	const ids = useMemo(
		() =>
			servers
				.flatMap(({ channels }) => channels.map(({ id }) => id))
				.sort((a, b) => a - b)
				.join(),
		[servers],
	);
	return useMemo(() => new Set(ids.split(",").map(Number)), [ids]);
}

/** One of them, or undefined for an outsider. */
export function useMemberServer(serverId: number | null): MemberServer | undefined {
	return useServers().servers.find((server) => server.id === serverId);
}

/** A followed thread by its id; one that was quiet for long is not included. */
export function useFollowedThread(threadId: number | null): MemberThread | undefined {
	const { servers } = useServers();
	for (const { threads } of servers) {
		const found = threads.find(({ channelId }) => channelId === threadId);
		if (found) return found;
	}
	return undefined;
}
