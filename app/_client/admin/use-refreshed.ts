"use client";

import { useEffect } from "react";
import useSWR from "swr";
import { api } from "../api";

/** Reads a resource of the administration, and again at this interval as long as its answer changes by itself. */
export function useRefreshed<Answer>(path: string, everyMs: number, changes: (answer: Answer) => boolean) {
	const { data, error, mutate } = useSWR<Answer>(path);
	const isActive = data !== undefined && changes(data);
	useEffect(() => {
		if (!isActive) return;
		// Not through the cache's own refresh, which would ask for the password by itself.
		const refresh = () => api.get<Answer>(path).then((answer) => mutate(answer, { revalidate: false }));
		const timer = setInterval(() => refresh().catch(() => {}), everyMs);
		return () => clearInterval(timer);
	}, [isActive, path, everyMs, mutate]);
	return { data, error: error as unknown, mutate };
}
