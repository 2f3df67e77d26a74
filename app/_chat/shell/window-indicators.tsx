"use client";

import { useRouter } from "next/navigation";
import { useSignedIn } from "@/app/_client/account/use-viewer";
import { useDesktopNotifications } from "@/app/_client/notifications/use-desktop-notifications";
import { useSocketEvent } from "@/app/_client/realtime/socket-provider";
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

/** Announcements, for guests as well, and the indicators of a signed-in user. */
export function WindowIndicators() {
	const signedIn = useSignedIn();
	// The server renders the name and the icon of the instance.
	useSocketEvent("instance", useRouter().refresh);
	return (
		<>
			<AnnouncementBar />
			{signedIn && <OwnIndicators />}
		</>
	);
}

/**
 * Shows unread messages in the title, the favicon and desktop notifications, decisions of moderators about the viewer, and
 * the dialog to report something to moderators.
 */
function OwnIndicators() {
	const { servers } = useServers();
	const { count, unread } = totalUnread(servers, useMuteClock());
	const waiting = count + useInvitations().invitations.length;
	useTitleBadge(waiting);
	useFaviconBadge(waiting, unread > 0);
	useDesktopNotifications(servers);
	return (
		<>
			<SanctionNotices />
			<ReportNotices />
			<OpenReport />
		</>
	);
}
