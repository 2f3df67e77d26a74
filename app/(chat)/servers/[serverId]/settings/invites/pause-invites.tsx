"use client";

import { useState } from "react";
import { forever, isForever } from "@/app/_chat/notifications/mute-options";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { invitesKey } from "@/app/_client/invites/use-invite-link";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Select } from "@/app/_ui/select";

const choices = ["hour", "day", "forever"] as const;
const hourMs = 3_600_000;

const endOf = (choice: (typeof choices)[number]) =>
	choice === "forever" ? forever : new Date(Date.now() + (choice === "hour" ? 1 : 24) * hourMs).toISOString();

type Props = { serverId: number; pausedUntil: string | null; onChanged: () => Promise<void> };

/** Pauses every invite of the server, for a time or until it is resumed. */
export function PauseInvites({ serverId, pausedUntil, onChanged }: Props) {
	const t = useTranslations("invites");
	const errorText = useErrorMessage();
	const { clock } = useDateFormat();
	const [choice, setChoice] = useState<(typeof choices)[number]>("hour");
	const { busy, failure, submit } = useSubmit(async (until: string | null) => {
		await api.put(`${invitesKey(serverId)}/pause`, { until });
		await onChanged();
	});
	return (
		<SettingsSection title={t("pauseHeading")} text={t("pauseText")}>
			<div className="grid gap-3">
				{pausedUntil === null ? (
					<div className="flex flex-wrap items-end gap-2.5">
						<div className="min-w-48">
							<Select
								label={t("pauseFor")}
								value={choice}
								onChange={({ target }) => setChoice(target.value as typeof choice)}
							>
								{choices.map((each) => (
									<option key={each} value={each}>
										{t(`pauseChoice.${each}`)}
									</option>
								))}
							</Select>
						</div>
						<Button className="h-10" busy={busy} busyLabel={t("pausing")} onClick={() => void submit(endOf(choice))}>
							{t("pause")}
						</Button>
					</div>
				) : (
					<div className="flex flex-wrap items-center gap-3">
						<p role="status" className="min-w-0 flex-1 font-semibold">
							{isForever(pausedUntil) ? t("pausedForever") : t("pausedUntil", { date: clock.full(pausedUntil) })}
						</p>
						<Button busy={busy} busyLabel={t("resuming")} onClick={() => void submit(null)}>
							{t("resume")}
						</Button>
					</div>
				)}
				{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
			</div>
		</SettingsSection>
	);
}
