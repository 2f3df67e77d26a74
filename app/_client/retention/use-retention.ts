"use client";

import useSWR from "swr";
import type { ChannelRetention, ServerRetention } from "@/lib/realtime/protocol";

export type Retention = ServerRetention & Partial<Pick<ChannelRetention, "serverKeepDays">>;

export const retentionKey = (of: { serverId: number } | { channelId: number }) =>
	"channelId" in of ? `/api/channels/${of.channelId}/retention` : `/api/servers/${of.serverId}/retention`;

/** For how long a server or a channel keeps messages. */
export function useRetention(key: string) {
	const { data, error, mutate } = useSWR<{ retention: Retention }>(key);
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
