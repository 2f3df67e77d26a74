"use client";

import { ArrowLeft, Hash, SlidersHorizontal, TriangleAlert, Users } from "lucide-react";
import { usePathname } from "next/navigation";
import { serverSettingsPath } from "@/app/_client/paths";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useLastVisitedPath } from "@/app/_client/servers/visited-channels";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Server } from "@/lib/realtime/protocol";
import { Link } from "../shell/link";
import { Sidebar, SidebarHeader, SidebarLabel, SidebarRow, SidebarScroll } from "../shell/sidebar";

export function ServerSettingsSidebar({ server: loaded }: { server: Server }) {
	const t = useTranslations("serverSettings");
	const pathname = usePathname();
	const member = useMemberServer(loaded.id);
	const server = member ?? loaded;
	const back = useLastVisitedPath({ id: loaded.id, channels: member?.channels ?? [] });
	const row = (section: string, label: string, icon: React.ReactNode) => {
		const path = serverSettingsPath(server.id, section);
		return (
			<SidebarRow href={path} isOpen={pathname === path} icon={icon}>
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
				<div className="mt-4">
					<SidebarLabel>{t("danger")}</SidebarLabel>
					{row("/danger", t("delete"), <TriangleAlert size="1rem" />)}
				</div>
			</SidebarScroll>
		</Sidebar>
	);
}
