"use client";

import { Flag, UserRoundCheck } from "lucide-react";
import { serverSettingsPath } from "@/app/_client/paths";
import { isMutedAt, queuesOf } from "@/app/_client/unread/unread";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { MemberServer } from "@/lib/realtime/protocol";
import { SidebarRow, UnreadMark } from "../shell/sidebar";

/** In the channel list of those who decide: the open reports and the pending requests to join. Nothing without any. */
export function ModerationRows({ server, now }: { server: MemberServer; now: number }) {
	const t = useTranslations("shell");
	const { reports, requests } = queuesOf(server);
	const isCounted = server.level !== "nothing";
	const row = (section: string, count: number, text: string, label: string, icon: React.ReactNode) =>
		count > 0 && (
			<SidebarRow
				href={serverSettingsPath(server.id, section)}
				icon={icon}
				label={label}
				isUnread={isCounted}
				isMuted={isMutedAt(now, server)}
				trailing={isCounted && <UnreadMark mentions={count} unread />}
			>
				{text}
			</SidebarRow>
		);
	return (
		<>
			{row("/reports", reports, t("reports"), t("reportCount", { count: reports }), <Flag size="1rem" />)}
			{row(
				"/requests",
				requests,
				t("requests"),
				t("requestCount", { count: requests }),
				<UserRoundCheck size="1rem" />,
			)}
		</>
	);
}
