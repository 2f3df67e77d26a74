"use client";

import { Compass, House, Inbox } from "lucide-react";
import { usePathname } from "next/navigation";
import { useSignedIn } from "@/app/_client/account/use-viewer";
import { isInServer } from "@/app/_client/paths";
import { useServers } from "@/app/_client/servers/use-servers";
import { useLastVisitedPath } from "@/app/_client/servers/visited-channels";
import { serverUnread } from "@/app/_client/unread/unread";
import { useMuteClock } from "@/app/_client/unread/use-mute-clock";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { MemberServer } from "@/lib/realtime/protocol";
import { QuickSwitcherButton } from "../quick-switcher/quick-switcher-button";
import { ServerIcon } from "../servers/server-icon";
import { Sidebar, SidebarHeader, SidebarLabel, SidebarRow, SidebarScroll, UnreadMark } from "./sidebar";

/** For the drawer of pages without a sidebar: the servers, with names. */
export function ServerListSidebar() {
	const t = useTranslations();
	const pathname = usePathname();
	const { servers } = useServers();
	const now = useMuteClock();
	const signedIn = useSignedIn();
	return (
		<Sidebar label={t("common.navigation")}>
			<SidebarHeader title={t("common.instanceName")} />
			<SidebarScroll>
				<QuickSwitcherButton />
				<SidebarRow href="/" isOpen={pathname === "/"} icon={<House size="1rem" />}>
					{t("shell.home")}
				</SidebarRow>
				<SidebarRow href="/explore" icon={<Compass size="1rem" />}>
					{t("shell.explore")}
				</SidebarRow>
				{signedIn && (
					<SidebarRow href="/inbox" isOpen={pathname === "/inbox"} icon={<Inbox size="1rem" />}>
						{t("unread.inbox")}
					</SidebarRow>
				)}
				{servers.length > 0 && <SidebarLabel>{t("home.yours")}</SidebarLabel>}
				{servers.map((server) => (
					<ServerRow key={server.id} server={server} now={now} isOpen={isInServer(pathname, server.id)} />
				))}
			</SidebarScroll>
		</Sidebar>
	);
}

function ServerRow({ server, now, isOpen }: { server: MemberServer; now: number; isOpen: boolean }) {
	const t = useTranslations("shell");
	const { count, unread: messages, muted, ...parts } = serverUnread(server, now);
	const { name } = server;
	return (
		<SidebarRow
			href={useLastVisitedPath(server)}
			isOpen={isOpen}
			isUnread={messages > 0}
			isMuted={muted}
			label={
				count > 0
					? t("serverCounts", { name, ...parts })
					: messages > 0
						? t("serverUnread", { name })
						: muted
							? t("serverMuted", { name })
							: undefined
			}
			icon={<ServerIcon server={server} size={20} />}
			trailing={<UnreadMark mentions={count} unread={messages > 0} />}
		>
			{name}
		</SidebarRow>
	);
}
