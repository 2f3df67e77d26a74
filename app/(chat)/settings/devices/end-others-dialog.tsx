"use client";

import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";

type Props = { onClose: () => void; onEnded: () => unknown };

/** Asks before all other devices are signed out. */
export function EndOthersDialog({ onClose, onEnded }: Props) {
	const t = useTranslations("devices");
	const tSettings = useTranslations("settings");
	const errorText = useErrorMessage();
	const { busy, failure, submit } = useSubmit(async () => {
		await api.delete("/api/account/sessions?others=true");
		onClose();
		await onEnded();
	});
	return (
		<Dialog
			question
			open
			onOpenChange={(next) => !next && !busy && onClose()}
			title={t("endOthersHeading")}
			text={t("endOthersText")}
		>
			{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
			<DialogActions>
				<Button autoFocus onClick={onClose}>
					{t("cancel")}
				</Button>
				<Button variant="danger" busy={busy} busyLabel={tSettings("signingOut")} onClick={() => void submit()}>
					{t("endOthersConfirm")}
				</Button>
			</DialogActions>
		</Dialog>
	);
}
