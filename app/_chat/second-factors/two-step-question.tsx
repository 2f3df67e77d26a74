"use client";

import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";

type Props = { title: string; text: string; yes: string; act: () => Promise<unknown>; onClose: () => void };

/** Asks before codes stop working. */
export function QuestionDialog({ title, text, yes, act, onClose }: Props) {
	const t = useTranslations("twoStep");
	const errorText = useErrorMessage();
	const { busy, failure, submit } = useSubmit(act);
	return (
		<Dialog question open onOpenChange={(next) => !next && !busy && onClose()} title={title} text={text}>
			{failure && failure.code !== "reauthentication_required" && <Alert tone="danger">{errorText(failure)}</Alert>}
			<DialogActions>
				<Button autoFocus onClick={onClose}>
					{t("cancel")}
				</Button>
				<Button variant="danger" busy={busy} onClick={() => void submit()}>
					{yes}
				</Button>
			</DialogActions>
		</Dialog>
	);
}
