"use client";

import { type FormEvent, useEffect, useState } from "react";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { TextField } from "@/app/_ui/text-field";
import { CopyButton } from "./copy-button";

export type TotpSetup = { uri: string; svg: string; secret: string };

type Props = {
	setup: TotpSetup;
	withProof: <T>(call: () => Promise<T>) => Promise<T>;
	onClose: () => void;
	onConfirmed: (recoveryCodes: string[]) => void;
};

/** The key for an authenticator app, as a picture and to be typed, and the field for the first code. */
export function SetUpDialog({ setup, withProof, onClose, onConfirmed }: Props) {
	const t = useTranslations("twoStep");
	const errorText = useErrorMessage();
	const [code, setCode] = useState("");
	const { busy, failure, submit } = useSubmit(async () => {
		const answer = await withProof(() => api.put<{ recoveryCodes: string[] }>("/api/account/totp", { code }));
		onConfirmed(answer.recoveryCodes);
	});
	const codeError = failure?.fields.code && t("codeWrong");
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		if (code.trim()) void submit();
	};
	return (
		<Dialog
			open
			dirty={code !== ""}
			onOpenChange={(next) => !next && onClose()}
			title={t("setUpTitle")}
			text={t("scan")}
		>
			<form noValidate onSubmit={onSubmit} className="grid gap-4">
				<QrCode svg={setup.svg} />
				<div>
					<p className="text-sm text-text-muted">{t("orType")}</p>
					<div className="mt-1 flex flex-wrap items-center gap-2">
						<code dir="ltr" className="min-w-0 flex-1 font-mono text-sm wrap-anywhere">
							{setup.secret.match(/.{1,4}/g)?.join(" ")}
						</code>
						<CopyButton text={setup.secret}>{t("copyKey")}</CopyButton>
					</div>
				</div>
				<TextField
					label={t("thenCode")}
					inputMode="numeric"
					autoComplete="one-time-code"
					spellCheck={false}
					maxLength={11}
					value={code}
					onChange={(event) => setCode(event.target.value)}
					error={codeError}
				/>
				{failure && !codeError && failure.code !== "reauthentication_required" && (
					<Alert tone="danger">{errorText(failure)}</Alert>
				)}
				<DialogActions>
					<Button variant="ghost" onClick={onClose}>
						{t("cancel")}
					</Button>
					<Button type="submit" variant="primary" disabled={!code.trim()} busy={busy}>
						{t("confirm")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}

/** As an image: markup in it would do nothing. */
function QrCode({ svg }: { svg: string }) {
	const t = useTranslations("twoStep");
	const [url, setUrl] = useState<string>();
	useEffect(() => {
		const made = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
		setUrl(made);
		return () => URL.revokeObjectURL(made);
	}, [svg]);
	// biome-ignore lint/performance/noImgElement: an address of this document, which nothing can optimize.
	return <img src={url} alt={t("qrCode")} className="mx-auto size-48 rounded-md border bg-white" />;
}
