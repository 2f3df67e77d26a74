"use client";

import { type FormEvent, useState } from "react";
import { api } from "@/app/_client/api";
import { focusField } from "@/app/_client/forms/focus-field";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { callbackPath, loginPath } from "@/app/_client/paths";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { TextField } from "@/app/_ui/text-field";
import type { PendingSignIn } from "@/lib/identities/pending";
import { AuthHeading } from "../../auth-heading";
import { AuthLink } from "../../auth-link";
import { PasswordField } from "../../password-field";

/** Links the provider to an account that the user proves with its password, once. */
export function LinkAccountForm({ pending, onOther }: { pending: PendingSignIn; onOther: () => void }) {
	const t = useTranslations("auth");
	const errorText = useErrorMessage();
	const [form, setForm] = useState({ name: pending.hasAccount ? (pending.email ?? "") : "", password: "" });
	const [tried, setTried] = useState(false);
	const { busy, failure, submit } = useSubmit(async () => {
		const { callbackUrl, ticket } = await api.post<{ callbackUrl: string; ticket?: string }>(
			"/api/sign-in/pending/link",
			{ name: form.name.trim(), password: form.password },
		);
		const page = callbackPath(callbackUrl);
		location.assign(ticket === undefined ? page : `${loginPath(page)}#${new URLSearchParams({ ticket })}`);
		await new Promise(() => {});
	});
	const onSubmit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		setTried(true);
		const missing = !form.name.trim() ? "username" : !form.password ? "password" : null;
		if (!missing) return void submit();
		focusField(event.currentTarget, missing);
	};
	const provider = pending.provider.name;
	const text =
		pending.hasAccount && pending.email !== null
			? t("linkKnownText", { provider, email: pending.email })
			: t("linkText", { provider });
	return (
		<>
			<AuthHeading title={t("linkHeading")} text={text} />
			<form noValidate onSubmit={onSubmit} className="grid gap-4.5">
				<TextField
					name="username"
					label={t("usernameOrEmail")}
					autoComplete="username"
					autoCapitalize="none"
					spellCheck={false}
					value={form.name}
					onChange={(event) => setForm({ ...form, name: event.target.value })}
					error={tried && !form.name.trim() ? t("usernameOrEmailMissing") : undefined}
				/>
				<PasswordField
					autoComplete="current-password"
					value={form.password}
					onChange={(password) => setForm({ ...form, password })}
					error={tried && !form.password ? t("passwordMissing") : undefined}
				/>
				{failure && (
					<Alert tone="danger">{failure.code === "invalid_credentials" ? t("noMatch") : errorText(failure)}</Alert>
				)}
				<Button type="submit" variant="primary" size="large" busy={busy} busyLabel={t("signingIn")}>
					{t("linkSubmit", { provider })}
				</Button>
			</form>
			<p className="text-center text-meta text-text-muted">
				<AuthLink page="/forgot" callback="/">
					{t("forgotLink")}
				</AuthLink>
			</p>
			<Button variant="ghost" onClick={onOther}>
				{t("linkNewInstead")}
			</Button>
			<p dir="auto" className="text-meta text-text-muted">
				{t("linkNoPassword", { provider })}
			</p>
		</>
	);
}
