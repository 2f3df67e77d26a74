"use client";

import { type FormEvent, useState } from "react";
import { forgetDeletion } from "@/app/_client/account/remembered-deletion";
import { signIn } from "@/app/_client/account/sign-in";
import { focusField } from "@/app/_client/forms/focus-field";
import { useSubmit } from "@/app/_client/forms/use-submit";
import type { FlowProblem } from "@/app/_client/identities/use-flow-problem";
import { useWipedStorage } from "@/app/_client/messages/use-window-store";
import { rememberPendingJoin } from "@/app/_client/servers/pending-join";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { TextField } from "@/app/_ui/text-field";
import type { SignInMethods } from "@/lib/identities/providers";
import { AuthLink } from "../auth-link";
import { InvitedLine, type InvitedTo } from "../invited-line";
import { PasswordField } from "../password-field";
import { ProviderButtons } from "../provider-buttons";
import { DeletionNotice } from "./deletion-notice";
import { PasskeyButton } from "./passkey-button";
import { SecondStep } from "./second-step";
import { useSignInFailure } from "./use-sign-in-failure";
import { forgetSignInTicket, useSignInTicket } from "./use-sign-in-ticket";

type Props = {
	callback: string;
	invited: InvitedTo | null;
	acceptsAccounts: boolean;
	hasMail: boolean;
	hasPasskeys: boolean;
	methods: SignInMethods;
	problem: FlowProblem | null;
};

export function LoginForm({ callback, invited, acceptsAccounts, hasMail, hasPasskeys, methods, problem }: Props) {
	useWipedStorage(true);
	const t = useTranslations("auth");
	const failureText = useSignInFailure(t("noMatch"));
	const [form, setForm] = useState({ username: "", password: "" });
	const [tried, setTried] = useState(false);
	const [second, setSecond] = useState<{ ticket: string } | null>(null);
	const [isBack, setBack] = useState(false);
	const [isExpired, setExpired] = useState(false);
	const ticket = useSignInTicket();
	const open = async () => {
		forgetDeletion();
		// A full page load, so that no cached guest data remains. Stays busy until the next page is here.
		if (invited?.joinsAtOnce) rememberPendingJoin(invited.code);
		location.assign(callback);
		await new Promise(() => {});
	};
	const { busy, failure, submit } = useSubmit(async () => {
		setExpired(false);
		const step = await signIn(form.username.trim(), form.password);
		if (step) setSecond(step);
		else await open();
	});
	const onSubmit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		setTried(true);
		const missing = !form.username.trim() ? "username" : !form.password ? "password" : null;
		if (!missing) return void submit();
		focusField(event.currentTarget, missing);
	};
	const step = second ?? (ticket === null ? null : { ticket });
	if (step) {
		const onBack = (expired: boolean) => {
			setSecond(null);
			forgetSignInTicket();
			setExpired(expired);
			setBack(true);
		};
		return <SecondStep ticket={step.ticket} onSignedIn={open} onBack={onBack} />;
	}
	return (
		<>
			<div>
				<h1 className="text-title-md font-title tracking-[-0.022em]">{t("signInHeading")}</h1>
				{invited ? (
					<InvitedLine invited={invited} />
				) : (
					<p className="mt-1 text-message leading-[1.375rem] text-text-muted">{t("signInText")}</p>
				)}
			</div>
			<DeletionNotice />
			<ProviderButtons methods={methods} callback={callback} invited={invited} problem={problem} />
			{isExpired && !failure && <Alert tone="danger">{t("signInExpired")}</Alert>}
			{methods.password && (
				<>
					<form method="post" noValidate onSubmit={onSubmit} className="grid gap-4.5">
						<TextField
							name="username"
							autoFocus={isBack}
							label={t("username")}
							hint={hasMail ? t("signInHint") : undefined}
							autoComplete={hasPasskeys ? "username webauthn" : "username"}
							autoCapitalize="none"
							spellCheck={false}
							value={form.username}
							onChange={(event) => setForm({ ...form, username: event.target.value })}
							error={tried && !form.username.trim() ? t("usernameMissing") : undefined}
						/>
						<PasswordField
							autoComplete="current-password"
							value={form.password}
							onChange={(password) => setForm({ ...form, password })}
							error={tried && !form.password ? t("passwordMissing") : undefined}
						/>
						{failure && <Alert tone="danger">{failureText(failure)}</Alert>}
						<Button type="submit" variant="primary" size="large" busy={busy} busyLabel={t("signingIn")}>
							{t(invited?.joinsAtOnce ? "signInAndJoin" : "signIn")}
						</Button>
					</form>
					{hasPasskeys && <PasskeyButton onNext={setSecond} onSignedIn={open} />}
					<p className="text-center text-meta text-text-muted">
						<AuthLink page="/forgot" callback="/">
							{t("forgotLink")}
						</AuthLink>
					</p>
					{acceptsAccounts && (
						<p className="text-center text-meta text-text-muted">
							{t.rich("newHere", {
								link: (chunks) => (
									<AuthLink page="/register" callback={callback}>
										{chunks}
									</AuthLink>
								),
							})}
						</p>
					)}
				</>
			)}
		</>
	);
}
