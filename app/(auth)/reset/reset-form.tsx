"use client";

import { type FormEvent, useState } from "react";
import { usePasswordError } from "@/app/_client/account/use-password-error";
import { api } from "@/app/_client/api";
import { focusField } from "@/app/_client/forms/focus-field";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button, buttonClass } from "@/app/_ui/button";
import { AuthHeading } from "../auth-heading";
import { AuthOutcome } from "../auth-outcome";
import { ExpiredLink } from "../expired-link";
import { PasswordField } from "../password-field";
import { useLinkToken } from "../use-link-token";

export function ResetForm() {
	const t = useTranslations("auth");
	const errorText = useErrorMessage();
	const token = useLinkToken();
	const [password, setPassword] = useState("");
	const [tried, setTried] = useState(false);
	const [username, setUsername] = useState<string>();
	const { busy, failure, submit } = useSubmit(async () => {
		const done = await api.post<{ username: string }>("/api/password/reset", { token, password });
		setUsername(done.username);
	});
	const typedError = usePasswordError()(password);
	const refused = failure?.fields.password && t("passwordGuessable");
	const onSubmit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		setTried(true);
		if (!typedError) return void submit();
		focusField(event.currentTarget, "password");
	};
	if (username !== undefined)
		return (
			<>
				<AuthOutcome role="status" title={t("resetDoneHeading")} text={t("resetDoneText", { username })} />
				{/* A whole page: nothing of a session that has ended stays in memory. */}
				<a href="/login" className={buttonClass("primary", "large")}>
					{t("signIn")}
				</a>
			</>
		);
	if (failure?.code === "token_expired")
		return <ExpiredLink text={t("resetExpiredText")} href="/forgot" action={t("askForLink")} />;
	return (
		<>
			<AuthHeading title={t("resetTitle")} text={t("resetText")} />
			<form method="post" noValidate onSubmit={onSubmit} className="grid gap-4.5">
				<PasswordField
					autoComplete="new-password"
					aside={t("passwordHint")}
					value={password}
					onChange={setPassword}
					error={(tried && typedError) || refused || undefined}
				/>
				{failure && !refused && <Alert tone="danger">{errorText(failure)}</Alert>}
				<Button type="submit" variant="primary" size="large" busy={busy} busyLabel={t("settingPassword")}>
					{t("setPassword")}
				</Button>
			</form>
		</>
	);
}
