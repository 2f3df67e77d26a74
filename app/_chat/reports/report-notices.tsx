"use client";

import { useCallback } from "react";
import { useSWRConfig } from "swr";
import { api } from "@/app/_client/api";
import { useSocketEvent } from "@/app/_client/realtime/socket-provider";
import { ownReportsKey } from "@/app/_client/reports/own-reports-key";
import { answered, type OwnReports } from "@/app/_client/reports/use-own-reports";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { ServerToClient } from "@/lib/realtime/protocol";
import { useOutcomeText } from "./use-outcome-text";

/** Shows the viewer how a report of theirs was decided, on every page. The inbox lists it until they dismiss it. */
export function ReportNotices() {
	const t = useTranslations("reports");
	const textOf = useOutcomeText();
	const toast = useToast();
	const { mutate } = useSWRConfig();
	useSocketEvent(
		"report",
		useCallback<ServerToClient["report"]>(
			({ serverId }) => {
				const show = (answer: OwnReports | undefined) => {
					const [latest] = answered(answer?.reports ?? [], []).filter(({ server }) => server.id === serverId);
					if (latest) toast({ text: t("told", { server: latest.server.name, outcome: textOf(latest.outcome) }) });
				};
				const load = () => api.get<OwnReports>(ownReportsKey);
				mutate(ownReportsKey, load, { revalidate: false }).then(show, () => {});
			},
			[mutate, toast, t, textOf],
		),
	);
	return null;
}
