"use client";

import { useNotices } from "@/app/_client/notifications/use-desktop-notifications";
import { useInvitations } from "@/app/_client/servers/use-invitations";
import { useServers } from "@/app/_client/servers/use-servers";
import { totalStanding } from "@/app/_client/unread/unread";
import { useFavicon } from "@/app/_client/unread/use-favicon-badge";
import { useNow } from "@/app/_client/unread/use-mute-clock";
import { useTitleCount } from "@/app/_client/unread/use-title-badge";

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
