"use client";

import { totalStanding } from "../_client/unread";
import { useFavicon } from "../_client/use-favicon";
import { useInvitations } from "../_client/use-invitations";
import { useNotices } from "../_client/use-notices";
import { useNow } from "../_client/use-now";
import { useServers } from "../_client/use-servers";
import { useTitleCount } from "../_client/use-title-count";

/** What this window shows of what is new to whoever looks at another one. */
export function Signals() {
	const { servers } = useServers();
	const { count, unread } = totalStanding(servers, useNow());
	const waiting = count + useInvitations().invitations.length;
	useTitleCount(waiting);
	useFavicon(waiting, unread > 0);
	useNotices(servers);
	return null;
}
