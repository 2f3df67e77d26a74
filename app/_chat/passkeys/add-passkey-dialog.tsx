"use client";

import { type FormEvent, useState } from "react";
import { addPasskey } from "@/app/_client/account/passkeys";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { TextField } from "@/app/_ui/text-field";

type Props = {
	withProof: <T>(call: () => Promise<T>) => Promise<T>;
	onClose: () => void;
	onAdded: () => unknown;
};

/** Asks for a name by which the user recognizes the passkey, and lets the browser make it. */
export function AddPasskeyDialog({ withProof, onClose, onAdded }: Props) {
	const t = useTranslations("passkeys");
	const errorText = useErrorMessage();
	const [name, setName] = useState("");
	const { busy, failure, submit } = useSubmit(async () => {
		if (await addPasskey(name.trim(), withProof)) await onAdded();
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		if (name.trim()) void submit();
	};
	return (
		<Dialog open onOpenChange={(next) => !next && !busy && onClose()} title={t("addTitle")} text={t("addText")}>
			<form noValidate onSubmit={onSubmit} className="grid gap-4">
				<TextField
					label={t("name")}
					hint={t("nameHint")}
					maxLength={50}
					autoComplete="off"
					value={name}
					onChange={(event) => setName(event.target.value)}
				/>
				{failure && failure.code !== "reauthentication_required" && <Alert tone="danger">{errorText(failure)}</Alert>}
				<DialogActions>
					<Button variant="ghost" onClick={onClose}>
						{t("cancel")}
					</Button>
					<Button type="submit" variant="primary" disabled={!name.trim()} busy={busy}>
						{t("continue")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
