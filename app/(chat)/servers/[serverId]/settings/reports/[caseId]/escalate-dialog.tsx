"use client";

import { type FormEvent, useState } from "react";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { TextArea } from "@/app/_ui/text-field";

type Props = { serverId: number; caseId: number; onChanged: () => void; onClose: () => void };

/** Asks before a moderator hands a case to the administrators. It cannot be taken back. */
export function EscalateDialog({ serverId, caseId, onChanged, onClose }: Props) {
	const t = useTranslations("cases.escalation");
	const instance = useTranslations("common")("instanceName");
	const cancel = useTranslations("common")("cancel");
	const errorText = useErrorMessage();
	const [note, setNote] = useState("");
	const { busy, failure, submit } = useSubmit(async () => {
		await api.post(`/api/servers/${serverId}/cases/${caseId}/escalate`, { note });
		onClose();
		onChanged();
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		void submit();
	};
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && !busy && onClose()}
			dirty={note !== ""}
			title={t("heading", { instance })}
			text={t("text")}
		>
			<form noValidate onSubmit={onSubmit} className="grid gap-4">
				<TextArea
					label={t("note")}
					hint={t("noteHint")}
					rows={3}
					maxLength={1000}
					value={note}
					onChange={({ target }) => setNote(target.value)}
				/>
				{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
				<DialogActions>
					<Button disabled={busy} onClick={onClose}>
						{cancel}
					</Button>
					<Button type="submit" variant="primary" busy={busy}>
						{t("confirm")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
