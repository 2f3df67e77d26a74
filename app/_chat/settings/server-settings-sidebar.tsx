"use client";

import {
	ArrowLeft,
	DoorOpen,
	Hash,
	Link2,
	ScrollText,
	SlidersHorizontal,
	TriangleAlert,
	UserRoundCheck,
	Users,
} from "lucide-react";
import { usePathname } from "next/navigation";
import { usePendingCount } from "@/app/_client/join-requests/use-join-requests";
import { serverSettingsPath } from "@/app/_client/paths";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useLastVisitedPath } from "@/app/_client/servers/visited-channels";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Server } from "@/lib/realtime/protocol";
import { Link } from "../shell/link";
import { Sidebar, SidebarHeader, SidebarLabel, SidebarRow, SidebarScroll, UnreadMark } from "../shell/sidebar";

export function ServerSettingsSidebar({ server: loaded }: { server: Server }) {
	const t = useTranslations("serverSettings");
	const pathname = usePathname();
	const member = useMemberServer(loaded.id);
	const server = member ?? loaded;
	const back = useLastVisitedPath({ id: loaded.id, channels: member?.channels ?? [] });
	const row = (section: string, label: string, icon: React.ReactNode, trailing?: React.ReactNode) => {
		const path = serverSettingsPath(server.id, section);
		return (
			<SidebarRow href={path} isOpen={pathname === path} icon={icon} trailing={trailing}>
				{label}
			</SidebarRow>
		);
	};
	return (
		<Sidebar label={t("title")}>
			<SidebarHeader
				title={t("title")}
				leading={
					<Link
						href={back}
						aria-label={t("backTo", { name: server.name })}
						className="grid size-8 shrink-0 place-items-center rounded-md text-text-muted hover:bg-canvas-hover hover:text-text max-md:size-11"
					>
						<ArrowLeft size="1rem" aria-hidden="true" />
					</Link>
				}
			/>
			<SidebarScroll>
				<SidebarLabel>{server.name}</SidebarLabel>
				{row("", t("overview"), <SlidersHorizontal size="1rem" />)}
				{row("/channels", t("channels"), <Hash size="1rem" />)}
				{row("/people", t("people"), <Users size="1rem" />)}
				{row("/invites", t("invites"), <Link2 size="1rem" />)}
				{row("/requests", t("requests"), <UserRoundCheck size="1rem" />, <PendingCount serverId={server.id} />)}
				{row("/rules", t("rules"), <ScrollText size="1rem" />)}
				{row("/joining", t("joining"), <DoorOpen size="1rem" />)}
				<div className="mt-4">
					<SidebarLabel>{t("danger")}</SidebarLabel>
					{row("/danger", t("delete"), <TriangleAlert size="1rem" />)}
				</div>
			</SidebarScroll>
		</Sidebar>
	);
}

/** The number of requests to join that wait. */
function PendingCount({ serverId }: { serverId: number }) {
	const t = useTranslations("joinRequests");
	const count = usePendingCount(serverId);
	if (count === 0) return null;
	return (
		<>
			<span className="sr-only">{count > 99 ? t("waitingMany") : t("waiting", { count })}</span>
			<UnreadMark mentions={count} unread />
		</>
	);
}
