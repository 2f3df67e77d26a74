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

type Props = {
	/** Whether the user has proved their identity, or has closed the dialog. */
	onClose: (isProved: boolean) => void;
};

/** Asks for the password, once for ten minutes. */
export function ReauthenticateDialog({ onClose }: Props) {
	const t = useTranslations("reauthentication");
	const tServer = useTranslations("serverSettings");
	const errorText = useErrorMessage();
	const [password, setPassword] = useState("");
	const { busy, failure, submit } = useSubmit(async () => {
		await api.post("/api/account/reauthenticate", { password });
		onClose(true);
	});
	const passwordError = failure?.fields.password && tServer("passwordWrong");
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		// The dialog may stand in a form of its own.
		event.stopPropagation();
		if (password) void submit();
	};
	return (
		<Dialog open onOpenChange={() => onClose(false)} title={t("title")} text={t("text")}>
			<form noValidate onSubmit={onSubmit}>
				<TextField
					label={tServer("password")}
					type="password"
					autoComplete="current-password"
					value={password}
					onChange={(event) => setPassword(event.target.value)}
					error={passwordError}
				/>
				{failure && !passwordError && (
					<div className="mt-4">
						<Alert tone="danger">{errorText(failure)}</Alert>
					</div>
				)}
				<DialogActions>
					<Button variant="ghost" onClick={() => onClose(false)}>
						{t("cancel")}
					</Button>
					<Button type="submit" variant="primary" disabled={!password} busy={busy}>
						{t("confirm")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
