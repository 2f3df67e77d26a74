"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { TextArea } from "@/app/_ui/text-field";

type Props = { name: string; busy: boolean; onClose: () => void; onDecline: (reason: string) => void };

/** Asks for the reason of a refusal, which the user will read. */
export function DeclineDialog({ name, busy, onClose, onDecline }: Props) {
	const t = useTranslations("joinRequests");
	const [reason, setReason] = useState("");
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		if (!busy) onDecline(reason.trim());
	};
	return (
		<Dialog
			open
			onOpenChange={onClose}
			dirty={reason !== ""}
			title={t("declineHeading", { name })}
			text={t("declineText")}
		>
			<form noValidate onSubmit={onSubmit}>
				<TextArea
					label={t("reason")}
					hint={t("reasonHint")}
					rows={3}
					maxLength={500}
					value={reason}
					onChange={(event) => setReason(event.target.value)}
				/>
				<DialogActions>
					<Button onClick={onClose}>{t("cancel")}</Button>
					<Button type="submit" variant="danger" busy={busy} busyLabel={t("declining")}>
						{t("decline")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
