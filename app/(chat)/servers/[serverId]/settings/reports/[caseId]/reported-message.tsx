"use client";

import { ReportedTexts } from "@/app/_chat/cases/reported-texts";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { CaseDetails } from "@/lib/realtime/protocol";
import { CaseMessageLink } from "../case-message-link";

/** The message as it was when it was reported, and whether it has changed since. */
export function ReportedMessage({ serverId, of }: { serverId: number; of: CaseDetails }) {
	const t = useTranslations("cases");
	const { snapshot, messageState, message } = of;
	if (!snapshot) return null;
	return (
		<SettingsSection
			title={t("message")}
			text={
				messageState === "unchanged" ? t("messageState.unchanged") : messageState && t(`messageState.${messageState}`)
			}
		>
			<div className="grid grid-cols-[minmax(0,1fr)] gap-3">
				<ReportedTexts snapshot={snapshot} />
				<p dir="auto" className="text-meta wrap-anywhere">
					{message?.channelId ? <CaseMessageLink serverId={serverId} message={message} /> : t("channelGone")}
				</p>
			</div>
		</SettingsSection>
	);
}
