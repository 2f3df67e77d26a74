"use client";

import { UserRoundCheck } from "lucide-react";
import { usePendingCount } from "@/app/_client/join-requests/use-join-requests";
import { serverSettingsPath } from "@/app/_client/paths";
import { useTranslations } from "@/app/_i18n/use-translations";
import { SidebarRow, UnreadMark } from "../shell/sidebar";

/** In the channel list of those who may decide: how many users ask to join. Nothing while nobody does. */
export function JoinRequestsRow({ serverId }: { serverId: number }) {
	const t = useTranslations("joinRequests");
	const count = usePendingCount(serverId);
	if (count === 0) return null;
	const label = count > 99 ? t("waitingMany") : t("waiting", { count });
	return (
		<SidebarRow
			href={serverSettingsPath(serverId, "/requests")}
			icon={<UserRoundCheck size="1rem" />}
			label={label}
			isUnread
			trailing={<UnreadMark mentions={count} unread />}
		>
			{t("heading")}
		</SidebarRow>
	);
}
