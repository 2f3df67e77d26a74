"use client";

import { type FormEvent, useState } from "react";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useModerate } from "@/app/_client/moderation/use-moderation";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { Select } from "@/app/_ui/select";
import { TextArea } from "@/app/_ui/text-field";
import type { ModerationTarget } from "./moderation-target";

const minuteMs = 60_000;
/** The durations in minutes. The longest timeout is a little less than 28 days, because clocks differ. */
const durations = { minutes10: 10, hour: 60, day: 1440, week: 10_080, weeks4: 40_315 } as const;
type Duration = keyof typeof durations | "forever";
const timeouts: Duration[] = ["minutes10", "hour", "day", "week", "weeks4"];
const bans: Duration[] = ["forever", "hour", "day", "week", "weeks4"];

/** Asks for how long and why, and warns, times out, kicks or bans a user. */
export function ModerationDialog({
	serverId,
	user,
	kind,
	onChanged,
	onClose,
}: ModerationTarget & { onClose: () => void }) {
	const t = useTranslations("moderation");
	const cancel = useTranslations("common")("cancel");
	const errorText = useErrorMessage();
	const moderate = useModerate(serverId, onChanged);
	const [duration, setDuration] = useState<Duration>(kind === "ban" ? "forever" : "hour");
	const [reason, setReason] = useState("");
	const [note, setNote] = useState("");
	const name = user.displayName;
	const { busy, failure, submit } = useSubmit(async () => {
		const until = duration === "forever" ? null : new Date(Date.now() + durations[duration] * minuteMs).toISOString();
		const isTimed = kind === "timeout" || kind === "ban";
		const sanction = isTimed ? { kind, until } : { kind };
		const words = { ...(reason.trim() && { reason: reason.trim() }), ...(note.trim() && { note: note.trim() }) };
		await moderate({ subject: user.username, sanction, ...words });
		onClose();
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		void submit();
	};
	const offered = kind === "timeout" ? timeouts : kind === "ban" ? bans : [];
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && !busy && onClose()}
			dirty={reason !== "" || note !== ""}
			title={t(`heading.${kind}`, { name })}
			text={t(`text.${kind}`)}
		>
			<form noValidate onSubmit={onSubmit} className="grid gap-4">
				{offered.length > 0 && (
					<Select
						label={t("duration")}
						value={duration}
						onChange={({ target }) => setDuration(target.value as Duration)}
					>
						{offered.map((each) => (
							<option key={each} value={each}>
								{t(`durations.${each}`)}
							</option>
						))}
					</Select>
				)}
				<TextArea
					label={t("reason")}
					hint={t("reasonHint", { name })}
					rows={2}
					maxLength={500}
					value={reason}
					onChange={(event) => setReason(event.target.value)}
				/>
				<TextArea
					label={t("note")}
					hint={t("noteHint")}
					rows={2}
					maxLength={1000}
					value={note}
					onChange={(event) => setNote(event.target.value)}
				/>
				{failure && (
					<Alert tone="danger">
						{"subject" in failure.fields ? t(kind === "ban" ? "noUser" : "notMember", { name }) : errorText(failure)}
					</Alert>
				)}
				<DialogActions>
					<Button disabled={busy} onClick={onClose}>
						{cancel}
					</Button>
					<Button type="submit" variant={kind === "warn" ? "primary" : "danger"} busy={busy} busyLabel={t("working")}>
						{t(`confirm.${kind}`)}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
