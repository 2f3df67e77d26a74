"use client";

import { usePathname } from "next/navigation";
import { type ReactNode, useRef } from "react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { serverSettingsPath } from "@/app/_client/paths";
import { mayOpenSection, type SettingsSection, settingsSections } from "@/app/_client/servers/settings-sections";
import { useDeparture } from "@/app/_client/servers/use-departure";
import { useMembership } from "@/app/_client/servers/use-membership";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { NamesOfServer } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { MemberServer } from "@/lib/realtime/protocol";
import { BackToServer } from "../channels/channel-unavailable";
import { ServerUnavailable } from "../servers/server-unavailable";
import { PageLayout } from "../shell/page-layout";
import { UnavailablePage } from "../shell/unavailable-page";

/** Closes a server's open settings when the server is deleted, or the user leaves it or loses the permission. */
export function SettingsAccess({ serverId, children }: { serverId: number; children: ReactNode }) {
	const member = useMemberServer(serverId);
	const name = useRef("");
	if (member) name.current = member.name;
	const { isMember, isLoading, error } = useMembership(serverId);
	// The page was rendered for a manager, so access counts as lost only if the server responds that it is.
	const isInside = isMember || isLoading || (error !== undefined && error.code !== "server_not_found");
	const parting = useDeparture(serverId, isInside);
	const hasLostSection = useHasLostSection(member);
	if (parting !== null)
		return (
			<PageLayout>
				<ServerUnavailable serverId={serverId} name={name.current} parting={parting} />
			</PageLayout>
		);
	return member && hasLostSection ? (
		<SectionUnavailable server={member} />
	) : (
		<NamesOfServer value={serverId}>{children}</NamesOfServer>
	);
}

/** Whether the viewer has lost the permission of the open section while it was open. */
function useHasLostSection(member: MemberServer | undefined): boolean {
	const pathname = usePathname();
	const viewerId = useViewer()?.id;
	const allowed = useRef<string | null>(null);
	if (!member) return false;
	// A page below a section, as that of a case, needs the same permission.
	const section = pathname.slice(serverSettingsPath(member.id).length).replace(/^(\/[^/]+)\/.*/, "$1");
	const isAllowed =
		section === "/danger"
			? member.ownerId === viewerId
			: section in settingsSections && mayOpenSection(member, section as SettingsSection);
	if (isAllowed) allowed.current = section;
	// Without ever having had it, the page answers 404.
	return !isAllowed && allowed.current === section;
}

function SectionUnavailable({ server }: { server: MemberServer }) {
	const t = useTranslations("serverSettings");
	return (
		<PageLayout>
			<UnavailablePage isNews heading={t("closedHeading")} text={t("closedText", { name: server.name })}>
				<BackToServer server={server} />
			</UnavailablePage>
		</PageLayout>
	);
}
