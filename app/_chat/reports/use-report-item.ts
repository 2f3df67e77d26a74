"use client";

import { Flag } from "lucide-react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { reportTarget } from "@/app/_client/reports/report-target";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Message } from "@/lib/realtime/protocol";
import { useMentionContext } from "../conversation/mention-context";

/** In the menu of another user's message: reporting it. */
export function useReportItem({ author }: Message) {
	const t = useTranslations("reports");
	const { serverId } = useMentionContext();
	const server = useMemberServer(serverId);
	const isOwn = useViewer()?.id === author.id;
	if (!server || isOwn) return [];
	const run = (message: Message) =>
		reportTarget.set({
			serverId: server.id,
			serverName: server.name,
			user: message.author,
			message,
		});
	return [{ key: "report", label: t("report"), Icon: Flag, run }];
}
