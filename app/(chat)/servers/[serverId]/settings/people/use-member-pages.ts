"use client";

import { useCallback, useMemo, useState } from "react";
import { useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { useSocketEvent } from "@/app/_client/realtime/socket-provider";
import { usePages } from "@/app/_client/use-pages";
import { useDebouncedValue } from "@/app/_ui/use-debounced-value";
import type { Member, ServerToClient } from "@/lib/realtime/protocol";
import { type Joined, joinedAfter } from "./joined-filter";
import type { Filters } from "./member-filters";

export type MemberPage = { members: Member[]; nextCursor: string | null };

/** The members that the filters show, kept up to date. `first` is the first page without filters. */
export function useMemberPages(serverId: number, joined: Joined, first: MemberPage) {
	const [filters, setFilters] = useState<Filters>({ typed: "", sort: "name", role: "", joined });
	const { sort, role } = filters;
	const q = useDebouncedValue(filters.typed).trim();
	// The last hour ends when it was chosen: a time that moved would be another list.
	const after = useMemo(() => joinedAfter(filters.joined, Date.now()), [filters.joined]);
	const isPlain = q === "" && sort === "name" && role === "" && after === null;
	const query = `${q && `&q=${encodeURIComponent(q)}`}${role && `&role=${role}`}${after === null ? "" : `&joinedAfter=${after}`}`;
	const path = `/api/servers/${serverId}/members?limit=50&sort=${sort}${query}`;
	const { pages, again, ...states } = usePages<MemberPage>(path, isPlain ? first : undefined, {
		revalidateFirstPage: false,
	});
	const members = pages?.flatMap((page) => page.members);
	useDistinctPeople((members ?? []).map(({ user }) => user));
	const changed = useCallback(
		(event: { serverId: number }) => void (event.serverId === serverId && again()),
		[serverId, again],
	);
	useSocketEvent("member:joined", changed);
	useSocketEvent("member:left", changed);
	useSocketEvent("member:updated", changed as ServerToClient["member:updated"]);
	const change = (part: Partial<Filters>) => setFilters((before) => ({ ...before, ...part }));
	return { filters, change, members, again, states };
}
