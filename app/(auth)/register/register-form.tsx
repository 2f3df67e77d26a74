"use client";

import { type FormEvent, useState } from "react";
import { signIn } from "@/app/_client/account/sign-in";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useWipedStorage } from "@/app/_client/messages/use-window-store";
import { loginPath } from "@/app/_client/paths";
import { rememberPendingJoin } from "@/app/_client/servers/pending-join";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { TextField } from "@/app/_ui/text-field";
import { AuthLink } from "../auth-link";
import { InvitedLine, type InvitedTo } from "../invited-line";
import { PasswordField } from "../password-field";
import { type Registration, useRegistrationErrors } from "./registration-errors";
import { usernameFrom } from "./username-from";

const blank: Registration = { displayName: "", username: "", password: "" };

export function RegisterForm({ callback, invited }: { callback: string; invited: InvitedTo | null }) {
	useWipedStorage(true);
	const t = useTranslations("auth");
	const errorText = useErrorMessage();
	const [form, setForm] = useState(blank);
	/** Once edited, the username no longer follows the display name. */
	const [isOwnUsername, setOwnUsername] = useState(false);
	const [tried, setTried] = useState(false);
	const [stranded, setStranded] = useState(false);
	const { busy, failure, submit } = useSubmit(async () => {
		const displayName = form.displayName.trim();
		const username = form.username.trim();
		await api.post("/api/account", { username, password: form.password, ...(displayName && { displayName }) });
		try {
			await signIn(username, form.password);
		} catch {
			setStranded(true);
			return;
		}
		if (invited?.joinsAtOnce) rememberPendingJoin(invited.code);
		location.assign(callback);
		await new Promise(() => {});
	});
	const errors = useRegistrationErrors(form, failure);
	const change = (part: Partial<Registration>) => setForm({ ...form, ...part });
	const shown = (field: keyof Registration) => (tried ? errors[field] : undefined);

	const onSubmit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		setTried(true);
		const wrong = (["displayName", "username", "password"] as const).find((field) => errors.typed[field]);
		if (!wrong) return void submit();
		const field = event.currentTarget.elements.namedItem(wrong);
		if (field instanceof HTMLElement) field.focus();
	};

	return (
		<>
			<div>
				<h1 className="text-title-md font-title tracking-[-0.022em]">{t("registerHeading")}</h1>
				{invited ? (
					<InvitedLine invited={invited} />
				) : (
					<p className="mt-1 text-message leading-[1.375rem] text-text-muted">{t("registerText")}</p>
				)}
			</div>
			<form method="post" noValidate onSubmit={onSubmit} className="grid gap-4.5">
				<TextField
					name="displayName"
					label={t("displayName")}
					hint={t("displayNameHint")}
					autoComplete="name"
					value={form.displayName}
					onChange={(event) => {
						const displayName = event.target.value;
						change({ displayName, ...(isOwnUsername ? {} : { username: usernameFrom(displayName) }) });
					}}
					error={shown("displayName")}
				/>
				<TextField
					name="username"
					label={t("username")}
					hint={t("usernameHint")}
					autoComplete="username"
					autoCapitalize="none"
					spellCheck={false}
					value={form.username}
					onChange={(event) => {
						setOwnUsername(event.target.value !== "");
						change({ username: event.target.value });
					}}
					error={shown("username")}
				/>
				<PasswordField
					autoComplete="new-password"
					aside={t("passwordHint")}
					value={form.password}
					onChange={(password) => change({ password })}
					error={shown("password")}
				/>
				{failure && !errors.isNamed && <Alert tone="danger">{errorText(failure)}</Alert>}
				{stranded && (
					<Alert tone="success">
						{t("createdButNotIn")}{" "}
						<a href={loginPath(callback)} className="link">
							{t("signIn")}
						</a>
					</Alert>
				)}
				<Button type="submit" variant="primary" size="large" busy={busy} busyLabel={t("registering")}>
					{t(invited?.joinsAtOnce ? "registerAndJoin" : "register")}
				</Button>
			</form>
			<p className="text-center text-meta text-text-muted">
				{t.rich("haveAccount", {
					link: (chunks) => (
						<AuthLink page="/login" callback={callback}>
							{chunks}
						</AuthLink>
					),
				})}
			</p>
		</>
	);
}
