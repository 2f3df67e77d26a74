"use client";

import { type FormEvent, useState } from "react";
import { useWithProof } from "@/app/_chat/admin/admin-access";
import { api, asApiError } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { TextArea } from "@/app/_ui/text-field";
import type { EscalatedCaseDetails } from "@/lib/realtime/protocol";

export type Decision = "closed" | "returned" | "reopen";

type Props = {
	decision: Decision;
	path: string;
	onDecided: (answer: { case: EscalatedCaseDetails }) => void;
	/** Another administrator was first. */
	onConflict: () => void;
	onClose: () => void;
};

/** Asks for the answer that the moderators of the server read. */
export function DecideDialog({ decision, path, onDecided, onConflict, onClose }: Props) {
	const t = useTranslations("admin.cases");
	const cancel = useTranslations("common")("cancel");
	const withProof = useWithProof();
	const errorText = useErrorMessage();
	const [answer, setAnswer] = useState("");
	const { busy, failure, submit } = useSubmit(async () => {
		const body = decision === "reopen" ? { outcome: null } : { outcome: decision, answer };
		try {
			onDecided(await withProof(() => api.put<{ case: EscalatedCaseDetails }>(path, body)));
			onClose();
		} catch (error) {
			if (asApiError(error).code === "conflict") onConflict();
			throw error;
		}
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		void submit();
	};
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && !busy && onClose()}
			dirty={answer !== ""}
			title={t(`heading.${decision}`)}
			text={t(`text.${decision}`)}
		>
			<form noValidate onSubmit={onSubmit} className="grid gap-4">
				{decision !== "reopen" && (
					<TextArea
						label={t("answer")}
						hint={t("answerHint")}
						rows={3}
						maxLength={1000}
						value={answer}
						onChange={({ target }) => setAnswer(target.value)}
					/>
				)}
				{failure && <Alert tone="danger">{failure.code === "conflict" ? t("conflict") : errorText(failure)}</Alert>}
				<DialogActions>
					<Button disabled={busy} onClick={onClose}>
						{cancel}
					</Button>
					<Button type="submit" variant="primary" busy={busy}>
						{t(`confirm.${decision}`)}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
