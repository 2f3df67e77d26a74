"use client";

import { useMemo } from "react";
import useSWR from "swr";
import { useDebouncedValue } from "@/app/_ui/use-debounced-value";
import type { Member } from "@/lib/realtime/protocol";
import { type Typing, usernamesFor, valuesFor } from "./filters";

const mostPeople = 6;

/** Suggestions for the value of a filter. Users are requested from the server's members. */
export function useFilterSuggestions(typing: Typing | null, channels: readonly string[], serverId: number) {
	const wantsPeople = typing?.name === "from" || typing?.name === "mentions";
	const asked = useDebouncedValue(wantsPeople ? typing.value.replace(/^@/, "") : "");
	const parameters = new URLSearchParams({ limit: String(mostPeople), ...(asked !== "" && { q: asked }) });
	const { data, isLoading } = useSWR<{ members: Member[] }>(
		wantsPeople ? `/api/servers/${serverId}/members?${parameters}` : null,
		{ keepPreviousData: true, revalidateOnFocus: false },
	);
	return useMemo(() => {
		if (!typing) return { suggestions: [], isLooking: false };
		if (!wantsPeople) return { suggestions: valuesFor(typing, channels), isLooking: false };
		const wanted = typing.value.replace(/^@/, "");
		const people = usernamesFor(wanted, data?.members ?? []);
		const me = "me".startsWith(wanted) && wanted !== "me" ? ["me"] : [];
		return { suggestions: [...me, ...people].slice(0, mostPeople), isLooking: isLoading };
	}, [typing, channels, data, isLoading, wantsPeople]);
}
