"use client";

import { useCallback } from "react";
import useSWR from "swr";
import type { Emoji, ServerToClient } from "@/lib/realtime/protocol";
import { repeatedGet } from "../api";
import { useSocketEvent } from "../realtime/socket-provider";
import { withEmoji } from "./with-emoji";

type List = { emoji: Emoji[] };

const keyOf = (serverId: number) => `/api/servers/${serverId}/emoji`;
const readers = new Map<string, () => Promise<List>>();

/** Reads the list again only if it has changed. */
function read(key: string): Promise<List> {
	const reader = readers.get(key) ?? repeatedGet<List>(key);
	readers.set(key, reader);
	return reader();
}

/** The emoji of a server by name, for its members; undefined while they load, and without a server. */
export function useServerEmoji(serverId: number | null, first?: Emoji[]) {
	const { data, error, mutate } = useSWR<List>(serverId === null ? null : keyOf(serverId), read, {
		keepPreviousData: false,
		...(first && { fallbackData: { emoji: first } }),
	});
	const apply = useCallback(
		(event: Parameters<ServerToClient["emoji"]>[0]) => {
			if (event.serverId === serverId)
				void mutate((known) => known && { emoji: withEmoji(known.emoji, event.emojiId, event.emoji) }, {
					revalidate: false,
				});
		},
		[serverId, mutate],
	);
	useSocketEvent("emoji", apply);
	return { emoji: data?.emoji, error: error as unknown, apply, mutate };
}
