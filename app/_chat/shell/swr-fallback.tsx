"use client";

import type { ReactNode } from "react";
import { SWRConfig } from "swr";

/** Puts a page's data into the cache, so that the first paint needs no request. */
export function SwrFallback({ data, children }: { data: Record<string, unknown>; children: ReactNode }) {
	return <SWRConfig value={{ fallback: data }}>{children}</SWRConfig>;
}
