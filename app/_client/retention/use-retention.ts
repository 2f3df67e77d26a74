"use client";

import { useCallback } from "react";
import useSWR from "swr";
import type { ChannelRetention, ServerRetention, ServerToClient } from "@/lib/realtime/protocol";
import { useSocketEvent } from "../realtime/socket-provider";

export type Retention = ServerRetention & Partial<Pick<ChannelRetention, "serverKeepDays">>;

export const retentionKey = (of: { serverId: number } | { channelId: number }) =>
	"channelId" in of ? `/api/channels/${of.channelId}/retention` : `/api/servers/${of.serverId}/retention`;

/** For how long a server or a channel keeps messages. The socket keeps it up to date. */
export function useRetention(key: string) {
	const { data, error, mutate } = useSWR<{ retention: Retention }>(key);
	useSocketEvent(
		"retention",
		useCallback<ServerToClient["retention"]>(
			({ serverId, channelId }) => {
				if (channelId !== null) return void (key === retentionKey({ channelId }) && mutate());
				// The key of a channel does not name its server.
				const concerns = serverId === null || key === retentionKey({ serverId }) || key.startsWith("/api/channels/");
				if (concerns) void mutate();
			},
			[key, mutate],
		),
	);
	return { retention: data?.retention, error, mutate };
}

/** The least of these numbers of days; null is none of them. */
const leastDays = (...days: (number | null | undefined)[]): number | null => {
	const given = days.filter((one) => one !== null && one !== undefined);
	return given.length > 0 ? Math.min(...given) : null;
};

/** For how many days messages are kept, with this setting in place of the own one. */
export const keptDays = (
	{ keepDays, serverKeepDays, instanceKeepDays }: Retention,
	own: number | null = keepDays,
): number | null => leastDays(own, serverKeepDays, instanceKeepDays);
