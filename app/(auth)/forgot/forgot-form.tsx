"use client";

import { type FormEvent, useState } from "react";
import { api } from "@/app/_client/api";
import { focusField } from "@/app/_client/forms/focus-field";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { TextField } from "@/app/_ui/text-field";
import { AuthHeading } from "../auth-heading";
import { AuthOutcome } from "../auth-outcome";

/** Asks for a link. The response is the same for every name, and so is the text. */
export function ForgotForm() {
	const t = useTranslations("auth");
	const errorText = useErrorMessage();
	const [typed, setTyped] = useState("");
	const [tried, setTried] = useState(false);
	const [sentTo, setSentTo] = useState<string>();
	const name = typed.trim();
	const { busy, failure, submit } = useSubmit(async () => {
		await api.post("/api/password/forgot", { name });
		setSentTo(name);
	});
	const onSubmit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		setTried(true);
		if (name) return void submit();
		focusField(event.currentTarget, "username");
	};
	if (sentTo !== undefined)
		return <AuthOutcome role="status" title={t("forgotSentHeading")} text={t("forgotSentText", { name: sentTo })} />;
	return (
		<>
			<AuthHeading title={t("forgotTitle")} text={t("forgotText")} />
			<form method="post" noValidate onSubmit={onSubmit} className="grid gap-4.5">
				<TextField
					name="username"
					label={t("usernameOrEmail")}
					autoComplete="username"
					autoCapitalize="none"
					spellCheck={false}
					maxLength={254}
					value={typed}
					onChange={(event) => setTyped(event.target.value)}
					error={tried && !name ? t("usernameOrEmailMissing") : undefined}
				/>
				{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
				<Button type="submit" variant="primary" size="large" busy={busy} busyLabel={t("sendingLink")}>
					{t("sendLink")}
				</Button>
			</form>
		</>
	);
}
