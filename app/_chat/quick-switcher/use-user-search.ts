"use client";

import { useEffect, useState } from "react";
import useSWR from "swr";
import type { Author, UserWithPresence } from "@/lib/realtime/protocol";

const pauseMs = 120;
const nobody: Author[] = [];

/** Users of shared servers whose name contains the input, requested once typing pauses. */
export function useUserSearch(typed: string): readonly Author[] {
	const [text, setText] = useState("");
	useEffect(() => {
		const timer = setTimeout(() => setText(typed), pauseMs);
		return () => clearTimeout(timer);
	}, [typed]);
	const { data } = useSWR<{ users: UserWithPresence[] }>(
		typed !== "" && text !== "" ? `/api/users?limit=20&q=${encodeURIComponent(text)}` : null,
		{ keepPreviousData: true, revalidateOnFocus: false },
	);
	const [found, setFound] = useState(nobody);
	useEffect(() => setFound(typed === "" ? nobody : (data?.users.map(({ user }) => user) ?? nobody)), [typed, data]);
	return found;
}
