"use client";

import { type FormEvent, useState } from "react";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useReauthentication } from "@/app/_chat/settings/use-reauthentication";
import { usePasswordError } from "@/app/_client/account/use-password-error";
import { api } from "@/app/_client/api";
import { focusField } from "@/app/_client/forms/focus-field";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { TextField } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";

const blank = { current: "", next: "" };

export function PasswordSection({ username, hasPassword }: { username: string; hasPassword: boolean }) {
	const t = useTranslations("settings");
	const tAuth = useTranslations("auth");
	const tServer = useTranslations("serverSettings");
	const errorText = useErrorMessage();
	const toast = useToast();
	const [form, setForm] = useState(blank);
	const [isFirst, setFirst] = useState(!hasPassword);
	const [tried, setTried] = useState(false);
	const { withProof, dialog } = useReauthentication();
	const { busy, failure, submit } = useSubmit(async () => {
		await withProof(() => api.put("/api/account/password", isFirst ? { next: form.next } : form));
		setFirst(false);
		setForm(blank);
		setTried(false);
		toast({ text: t("passwordChanged") });
	});
	const typedError = usePasswordError()(form.next);
	const currentError =
		tried && !isFirst && !form.current ? tAuth("passwordMissing") : failure?.fields.current && tServer("passwordWrong");
	const nextError = (tried && typedError) || (failure?.fields.next && tAuth("passwordGuessable")) || undefined;
	const isNamed = Boolean(failure?.fields.current || failure?.fields.next);
	const onSubmit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		setTried(true);
		const wrong = !isFirst && !form.current ? "current" : typedError ? "next" : null;
		if (!wrong) return void submit();
		focusField(event.currentTarget, wrong);
	};
	return (
		<SettingsSection title={t("password")} text={t(isFirst ? "passwordFirstText" : "passwordText")}>
			<form noValidate onSubmit={onSubmit} className="grid max-w-100 gap-4">
				{/* Password managers read it to know which account the password belongs to. */}
				<input type="text" autoComplete="username" value={username} readOnly hidden />
				{!isFirst && (
					<TextField
						name="current"
						label={t("passwordCurrent")}
						type="password"
						autoComplete="current-password"
						value={form.current}
						onChange={(event) => setForm({ ...form, current: event.target.value })}
						error={currentError || undefined}
					/>
				)}
				<TextField
					name="next"
					label={t("passwordNew")}
					aside={tAuth("passwordHint")}
					type="password"
					autoComplete="new-password"
					value={form.next}
					onChange={(event) => setForm({ ...form, next: event.target.value })}
					error={nextError}
				/>
				{failure && !isNamed && failure.code !== "reauthentication_required" && (
					<Alert tone="danger">{errorText(failure)}</Alert>
				)}
				<div>
					<Button type="submit" busy={busy} busyLabel={tAuth("settingPassword")}>
						{t(isFirst ? "passwordSet" : "passwordChange")}
					</Button>
				</div>
			</form>
			{dialog}
		</SettingsSection>
	);
}
