"use client";

import { useEffect, useMemo } from "react";
import useSWRInfinite from "swr/infinite";
import type { InboxMention, InboxUnread, MemberServer } from "@/lib/realtime/protocol";
import { useMayShow } from "../messages/use-may-show";
import { useRetryWhenReachable } from "../navigation/use-retry-when-reachable";
import { useListedChannels, useServers } from "../servers/use-servers";

export type InboxTab = "mentions" | "unreads";
type Page = { items: (InboxMention | InboxUnread)[]; nextCursor: string | null };

/** How long a burst of changes may wait for one reload. */
const settleMs = 250;

/** The inbox, page by page, reloaded when the unread numbers change. */
export function useInbox(tab: InboxTab) {
	const { servers } = useServers();
	const { data, error, size, setSize, isLoading, isValidating, mutate } = useSWRInfinite<Page>(
		(_, before: Page | null) => {
			if (before && before.nextCursor === null) return null;
			return `/api/inbox?tab=${tab}${before ? `&cursor=${before.nextCursor}` : ""}`;
		},
		{ revalidateAll: true, keepPreviousData: true },
	);
	const numbers = useMemo(() => numbersIn(servers), [servers]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: reloads whenever they differ.
	useEffect(() => {
		const timer = setTimeout(() => void mutate(), settleMs);
		return () => clearTimeout(timer);
	}, [numbers, mutate]);

	useRetryWhenReachable(mutate);
	const listed = useListedChannels();
	const mayShow = useMayShow();
	const items = useMemo(
		() =>
			mayShow ? (data?.flatMap((page) => page.items.filter(({ place }) => listed.has(place.channelId))) ?? []) : [],
		[data, listed, mayShow],
	);
	const positions = useMemo(() => readPositions(servers), [servers]);
	// The read markers here are newer than the loaded list.
	const mentions = items.filter(isMention).map((item) => {
		const marker = positions.get(item.message.channelId);
		return marker === undefined ? item : { ...item, read: item.message.seq <= marker };
	});
	const unreads = items
		.filter((item): item is InboxUnread => !isMention(item))
		.filter(({ place, lastSeq }) => (positions.get(place.thread?.channelId ?? place.channelId) ?? 0) < lastSeq);
	return {
		mentions,
		unreads,
		isEmpty: mentions.length + unreads.length === 0,
		isLoaded: data !== undefined,
		isLoading: (isLoading && !data) || !mayShow,
		error: error as unknown,
		again: () => void mutate(),
		isLoadingMore: isValidating && size > (data?.length ?? 0),
		more: data?.at(-1)?.nextCursor ? () => void setSize(size + 1) : null,
	};
}

const isMention = (item: InboxMention | InboxUnread): item is InboxMention => "kind" in item;

const everything = (servers: MemberServer[]) =>
	servers.flatMap((server) => [
		...server.channels.map((channel) => ({ ...channel, mutedUntil: `${server.mutedUntil}${channel.mutedUntil}` })),
		...server.threads.map((thread) => ({ ...thread, id: thread.channelId, mutedUntil: "" })),
	]);

const readPositions = (servers: MemberServer[]) =>
	new Map(everything(servers).map(({ id, lastReadSeq }) => [id, lastReadSeq]));

const numbersIn = (servers: MemberServer[]) =>
	everything(servers)
		.map(({ id, lastSeq, lastReadSeq, mentionCount, mutedUntil }) =>
			[id, lastSeq, lastReadSeq, mentionCount, mutedUntil].join("."),
		)
		.join();
