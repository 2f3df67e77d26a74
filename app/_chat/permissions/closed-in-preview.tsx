"use client";

import { usePageTitle } from "@/app/_client/navigation/use-page-title";
import type { RolePreview } from "@/app/_client/servers/role-preview";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { BackToServer } from "../channels/channel-unavailable";
import { UnavailablePage } from "../shell/unavailable-page";
import { useRoleName } from "./use-role-name";

type Props = { preview: RolePreview; channelId: number };

/** Replaces an open channel that a member with the previewed role may not view, or not read. */
export function ClosedInPreview({ preview, channelId }: Props) {
	const t = useTranslations("rolePreview");
	const name = useRoleName(preview.role);
	const server = useMemberServer(preview.serverId);
	const isListed = server?.channels.some(({ id }) => id === channelId) ?? false;
	const heading = isListed ? t("unreadHeading") : t("hiddenHeading", { name });
	// The title of the page names the channel.
	usePageTitle(heading);
	return (
		<UnavailablePage isNews heading={heading} text={t(isListed ? "unreadText" : "hiddenText")}>
			{server && !isListed && server.channels.length > 0 && <BackToServer server={server} />}
		</UnavailablePage>
	);
}
