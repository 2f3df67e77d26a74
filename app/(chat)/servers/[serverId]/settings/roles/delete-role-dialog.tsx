"use client";

import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { useToast } from "@/app/_ui/toast";
import type { Role } from "@/lib/realtime/protocol";

type Props = { role: Role; onClose: () => void; onDeleted: () => Promise<void> };

export function DeleteRoleDialog({ role, onClose, onDeleted }: Props) {
	const t = useTranslations("roles");
	const errorText = useErrorMessage();
	const toast = useToast();
	const { busy, failure, submit } = useSubmit(async () => {
		await api.delete(`/api/roles/${role.id}`);
		toast({ text: t("deleted", { name: role.name }) });
		onClose();
		await onDeleted();
	});
	return (
		<Dialog
			question
			open
			onOpenChange={(open) => !open && !busy && onClose()}
			title={t("deleteHeading", { name: role.name })}
			text={t("deleteText", { count: role.memberCount })}
		>
			{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
			<DialogActions>
				<Button onClick={onClose}>{t("keep")}</Button>
				<Button variant="danger" busy={busy} busyLabel={t("deleting")} onClick={() => void submit()}>
					{t("delete")}
				</Button>
			</DialogActions>
		</Dialog>
	);
}
