"use client";

import { useState } from "react";
import { useRaidText } from "@/app/_chat/raid-mode/use-raid-text";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useSetRaidMode } from "@/app/_client/raid-mode/use-raid-mode";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Select } from "@/app/_ui/select";
import { useToast } from "@/app/_ui/toast";
import type { RaidMode, RaidWatch } from "@/lib/realtime/protocol";

type Props = { serverId: number; first: RaidMode | null; watch: RaidWatch };

const actions = ["off", "notify", "activate"] as const;

/** Raid mode at a press, and the watch that notices many joins. */
export function RaidSection({ serverId, first, watch }: Props) {
	const t = useTranslations("raidMode");
	const saved = useTranslations("serverSettings");
	const toast = useToast();
	const errorText = useErrorMessage();
	const textOf = useRaidText();
	const member = useMemberServer(serverId);
	const raidMode = member ? member.raidMode : first;
	const { busy, set } = useSetRaidMode(serverId);
	const [action, setAction] = useState(watch.action);
	const { joins, minutes } = watch;
	const { failure, submit } = useSubmit(async (wanted: RaidWatch["action"]) => {
		setAction(wanted);
		try {
			await api.put(`/api/servers/${serverId}/raid-watch`, { joins, minutes, action: wanted });
		} catch (error) {
			setAction(action);
			throw error;
		}
		toast({ text: saved("saved") });
	});
	return (
		<SettingsSection title={t("heading")} text={t("text")}>
			<div className="grid gap-5">
				<div className="flex flex-wrap items-center gap-3">
					<Button busy={busy} busyLabel={t("working")} onClick={() => void set(!raidMode)}>
						{t(raidMode ? "endNow" : "turnOn")}
					</Button>
					{raidMode && (
						<p role="status" dir="auto" className="min-w-0 flex-1 basis-60 text-sm text-text-muted wrap-anywhere">
							{textOf(raidMode)}
						</p>
					)}
				</div>
				<Select
					label={t("watch")}
					hint={t("watchHint", { joins, minutes })}
					value={action}
					onChange={({ target }) => void submit(target.value as RaidWatch["action"])}
				>
					{actions.map((each) => (
						<option key={each} value={each}>
							{t(`watchAction.${each}`)}
						</option>
					))}
				</Select>
				{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
			</div>
		</SettingsSection>
	);
}
