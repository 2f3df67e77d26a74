"use client";

import {
	ArrowLeft,
	Ban,
	ClipboardList,
	DoorOpen,
	Flag,
	Hash,
	KeyRound,
	Link2,
	ScrollText,
	Shield,
	ShieldAlert,
	SlidersHorizontal,
	Smile,
	TriangleAlert,
	UserRoundCheck,
	Users,
} from "lucide-react";
import { usePathname } from "next/navigation";
import { Fragment } from "react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { serverSettingsPath } from "@/app/_client/paths";
import { openSections, type SettingsSection } from "@/app/_client/servers/settings-sections";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useLastVisitedPath } from "@/app/_client/servers/visited-channels";
import { queuesOf } from "@/app/_client/unread/unread";
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
	const viewerId = useViewer()?.id;
	const sections = {
		"/second-factor": { label: t("secondFactor"), Icon: KeyRound },
		"": { label: t("overview"), Icon: SlidersHorizontal },
		"/roles": { label: t("roles"), Icon: Shield },
		"/channels": { label: t("channels"), Icon: Hash },
		"/emoji": { label: t("emoji"), Icon: Smile },
		"/people": { label: t("people"), Icon: Users },
		"/invites": { label: t("invites"), Icon: Link2 },
		"/requests": { label: t("requests"), Icon: UserRoundCheck },
		"/reports": { label: t("reports"), Icon: Flag },
		"/bans": { label: t("bans"), Icon: Ban },
		"/automod": { label: t("automod"), Icon: ShieldAlert },
		"/audit-log": { label: t("auditLog"), Icon: ClipboardList },
		"/rules": { label: t("rules"), Icon: ScrollText },
		"/joining": { label: t("joining"), Icon: DoorOpen },
	} satisfies Record<SettingsSection, object>;
	const { reports, requests } = queuesOf(member ?? {});
	const counts: Partial<Record<SettingsSection, React.ReactNode>> = {
		"/reports": <QueueCount kind="reportCount" count={reports} />,
		"/requests": <QueueCount kind="requestCount" count={requests} />,
	};
	const row = (section: string, label: string, icon: React.ReactNode, trailing?: React.ReactNode) => {
		const path = serverSettingsPath(server.id, section);
		const isOpen = pathname === path || (section !== "" && pathname.startsWith(`${path}/`));
		return (
			<SidebarRow href={path} isOpen={isOpen} icon={icon} trailing={trailing}>
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
				{openSections(server).map((section) => {
					const { label, Icon } = sections[section];
					return <Fragment key={section}>{row(section, label, <Icon size="1rem" />, counts[section])}</Fragment>;
				})}
				{server.ownerId === viewerId && (
					<div className="mt-4">
						<SidebarLabel>{t("danger")}</SidebarLabel>
						{row("/danger", t("transferOrDelete"), <TriangleAlert size="1rem" />)}
					</div>
				)}
			</SidebarScroll>
		</Sidebar>
	);
}

/** The number of open reports, or of requests to join that wait. */
function QueueCount({ kind, count }: { kind: "reportCount" | "requestCount"; count: number }) {
	const t = useTranslations("shell");
	if (count === 0) return null;
	return (
		<>
			<span className="sr-only">{t(kind, { count })}</span>
			<UnreadMark mentions={count} unread />
		</>
	);
}
