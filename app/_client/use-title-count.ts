"use client";

import { useEffect } from "react";
import { unreadOf } from "./unread";
import { useServers } from "./use-servers";

/** Says in the window's title how often one is mentioned, so that it is seen from another tab. */
export function useTitleCount(): void {
	const { servers } = useServers();
	const { mentions } = unreadOf(servers.flatMap(({ channels }) => channels));
	useEffect(() => {
		const title = document.title.replace(/^\(\d+\) /, "");
		document.title = mentions > 0 ? `(${mentions}) ${title}` : title;
	}, [mentions]);
}
