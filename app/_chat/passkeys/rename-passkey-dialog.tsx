"use client";

import { type FormEvent, useState } from "react";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { TextField } from "@/app/_ui/text-field";
import type { Passkey } from "@/lib/realtime/protocol";

type Props = { passkey: Passkey; onClose: () => void; onRenamed: () => unknown };

export function RenamePasskeyDialog({ passkey, onClose, onRenamed }: Props) {
	const t = useTranslations("passkeys");
	const errorText = useErrorMessage();
	const [typed, setTyped] = useState(passkey.name);
	const name = typed.trim();
	const { busy, failure, submit } = useSubmit(async () => {
		await api.patch(`/api/account/passkeys/${passkey.id}`, { name });
		await onRenamed();
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		if (name) void submit();
	};
	return (
		<Dialog open onOpenChange={(next) => !next && !busy && onClose()} title={t("renameTitle")}>
			<form noValidate onSubmit={onSubmit} className="grid gap-4">
				<TextField
					label={t("name")}
					maxLength={50}
					autoComplete="off"
					value={typed}
					onChange={(event) => setTyped(event.target.value)}
				/>
				{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
				<DialogActions>
					<Button variant="ghost" onClick={onClose}>
						{t("cancel")}
					</Button>
					<Button type="submit" variant="primary" disabled={!name} busy={busy}>
						{t("save")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
