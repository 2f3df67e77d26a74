"use client";

import { Flag } from "lucide-react";
import { reportTarget } from "@/app/_client/reports/report-target";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import type { Author, MemberServer } from "@/lib/realtime/protocol";

type Props = { server: MemberServer; user: Author; onDone: (then: () => void) => void };

/** On the profile card of a member: reporting them. */
export function ReportButton({ server, user, onDone }: Props) {
	const t = useTranslations("reports");
	return (
		<Button
			size="small"
			onClick={() => onDone(() => reportTarget.set({ serverId: server.id, serverName: server.name, user }))}
		>
			<Flag size="0.875rem" aria-hidden="true" />
			{t("report")}
		</Button>
	);
}
