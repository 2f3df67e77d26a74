"use client";

import { useDesktopNotifications } from "@/app/_client/notifications/use-desktop-notifications";
import { useInvitations } from "@/app/_client/servers/use-invitations";
import { useServers } from "@/app/_client/servers/use-servers";
import { totalUnread } from "@/app/_client/unread/unread";
import { useFaviconBadge } from "@/app/_client/unread/use-favicon-badge";
import { useMuteClock } from "@/app/_client/unread/use-mute-clock";
import { useTitleBadge } from "@/app/_client/unread/use-title-badge";
import { AnnouncementBar } from "../announcements/announcement-bar";
import { SanctionNotices } from "../moderation/sanction-notices";
import { OpenReport } from "../reports/open-report";
import { ReportNotices } from "../reports/report-notices";

/**
 * Shows unread messages in the title, the favicon and desktop notifications, decisions of moderators about the viewer,
 * announcements, and the dialog to report something to moderators.
 */
export function WindowIndicators() {
	const { servers } = useServers();
	const { count, unread } = totalUnread(servers, useMuteClock());
	const waiting = count + useInvitations().invitations.length;
	useTitleBadge(waiting);
	useFaviconBadge(waiting, unread > 0);
	useDesktopNotifications(servers);
	return (
		<>
			<AnnouncementBar />
			<SanctionNotices />
			<ReportNotices />
			<OpenReport />
		</>
	);
}
