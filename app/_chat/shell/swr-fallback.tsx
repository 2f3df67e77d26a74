"use client";

import type { ReactNode } from "react";
import { SWRConfig } from "swr";

/** Puts what a page has loaded under its keys, so that the first paint needs no request. */
export function SwrFallback({ data, children }: { data: Record<string, unknown>; children: ReactNode }) {
	return <SWRConfig value={{ fallback: data }}>{children}</SWRConfig>;
}
