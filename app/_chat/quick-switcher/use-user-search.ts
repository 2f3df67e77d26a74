"use client";

import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import useSWR from "swr";
import { serverIdAt } from "@/app/_client/paths";
import type { Author, FoundUser } from "@/lib/realtime/protocol";

const pauseMs = 120;
const nobody: Author[] = [];

/** Users of shared servers whose name contains the input, requested once typing pauses. In a server, by nicknames too. */
export function useUserSearch(typed: string): readonly Author[] {
	const [text, setText] = useState("");
	useEffect(() => {
		const timer = setTimeout(() => setText(typed), pauseMs);
		return () => clearTimeout(timer);
	}, [typed]);
	const serverId = serverIdAt(usePathname());
	const { data } = useSWR<{ users: FoundUser[] }>(
		typed !== "" && text !== ""
			? `/api/users?limit=20&q=${encodeURIComponent(text)}${serverId === null ? "" : `&serverId=${serverId}`}`
			: null,
		{ keepPreviousData: true, revalidateOnFocus: false },
	);
	const [found, setFound] = useState(nobody);
	useEffect(() => setFound(typed === "" ? nobody : (data?.users.map(({ user }) => user) ?? nobody)), [typed, data]);
	return found;
}
