"use client";

import { useEffect } from "react";
import { useSWRConfig } from "swr";

/** Puts the data of a page of the server into the cache, so that the browser shows the page at once when it is next opened. */
export function useSeeded(key: string | null, data: object | null | undefined): void {
	const { cache, mutate } = useSWRConfig();
	useEffect(() => {
		if (key !== null && data && cache.get(key)?.data === undefined) void mutate(key, data, { revalidate: false });
	}, [key, data, cache, mutate]);
}
