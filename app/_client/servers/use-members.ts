"use client";

import { useCallback, useEffect, useMemo, useState } from "react";
import useSWRInfinite from "swr/infinite";
import type { Member, PresenceStatus, ServerToClient } from "@/lib/realtime/protocol";
import { useSocketEvent } from "../realtime/socket-provider";
import { useLearnMembers } from "../users/use-known-user";
import { type MemberPage, reduceMemberRoles, reduceMembers } from "./members-reducer";

export type Members = {
	online: Member[];
	offline: Member[];
	isLoading: boolean;
	failed: boolean;
	hasMore: boolean;
	loadMore: () => void;
	retry: () => void;
};

const pageSize = 100;
/** The number of pages loaded automatically, so that most servers show all online members. */
const eagerPages = 5;

/** The members of a server by presence, updated by joins, leaves and presence events. */
export function useMembers(serverId: number, query: string): Members {
	const { data, error, isLoading, isValidating, size, setSize, mutate } = useSWRInfinite<MemberPage>(
		(index: number, previous: MemberPage | null) => {
			if (previous && previous.nextCursor === null) return null;
			const parameters = new URLSearchParams({ limit: String(pageSize) });
			if (query) parameters.set("q", query);
			if (index > 0 && previous?.nextCursor) parameters.set("cursor", previous.nextCursor);
			return `/api/servers/${serverId}/members?${parameters}`;
		},
		{ revalidateFirstPage: false, revalidateOnFocus: false, keepPreviousData: true },
	);
	const hasMore = data !== undefined && data.at(-1)?.nextCursor !== null;
	useEffect(() => {
		if (hasMore && !isValidating && size < eagerPages && !error) void setSize(size + 1);
	}, [hasMore, isValidating, size, setSize, error]);

	const [event, setEvent] = useState<ReadonlyMap<number, PresenceStatus>>(new Map());
	useSocketEvent(
		"presence",
		useCallback<ServerToClient["presence"]>(
			(event) => {
				if (event.serverId !== serverId) return;
				setEvent(
					(known) => new Map([...known, ...event.changes.map(({ userId, status }) => [userId, status] as const)]),
				);
			},
			[serverId],
		),
	);
	const changed = useCallback(
		(event: { serverId: number }) => {
			if (event.serverId === serverId) void mutate();
		},
		[serverId, mutate],
	);
	useSocketEvent("member:joined", changed);
	useSocketEvent("member:left", changed);
	useSocketEvent(
		"member:updated",
		useCallback<ServerToClient["member:updated"]>(
			(event) => {
				if (event.serverId === serverId)
					void mutate((pages) => pages && reduceMembers(pages, event), { revalidate: false });
			},
			[serverId, mutate],
		),
	);
	useSocketEvent(
		"members:updated",
		useCallback<ServerToClient["members:updated"]>(
			(event) => {
				if (event.serverId === serverId)
					void mutate((pages) => pages && reduceMemberRoles(pages, event), { revalidate: false });
			},
			[serverId, mutate],
		),
	);
	// Events missed during a disconnection are not repeated.
	useSocketEvent(
		"connect" as "membership",
		useCallback(() => {
			setEvent(new Map());
			void mutate();
		}, [mutate]),
	);

	const members = useMemo(() => {
		const seen = new Map<number, Member>();
		for (const member of data?.flatMap((page) => page.members) ?? []) {
			const presence = event.get(member.user.id) ?? member.presence;
			seen.set(member.user.id, presence === member.presence ? member : { ...member, presence });
		}
		return [...seen.values()];
	}, [data, event]);
	useLearnMembers(members);
	return {
		online: useMemo(() => members.filter(({ presence }) => presence !== "offline"), [members]),
		offline: useMemo(() => members.filter(({ presence }) => presence === "offline"), [members]),
		isLoading,
		failed: error !== undefined,
		hasMore,
		loadMore: useCallback(() => void setSize((count) => count + 1), [setSize]),
		retry: useCallback(() => void mutate(), [mutate]),
	};
}
