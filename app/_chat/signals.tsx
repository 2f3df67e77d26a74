"use client";

import { totalStanding } from "../_client/unread";
import { useFavicon } from "../_client/use-favicon";
import { useNotices } from "../_client/use-notices";
import { useNow } from "../_client/use-now";
import { useServers } from "../_client/use-servers";
import { useTitleCount } from "../_client/use-title-count";

/** What this window shows of what is new to whoever looks at another one. */
export function Signals() {
	const { servers } = useServers();
	const { count, unread } = totalStanding(servers, useNow());
	useTitleCount(count);
	useFavicon(count, unread > 0);
	useNotices(servers);
	return null;
}
