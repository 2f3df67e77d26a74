"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { useSWRConfig } from "swr";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useReauthentication } from "@/app/_chat/settings/use-reauthentication";
import { useViewer } from "@/app/_client/account/use-viewer";
import { foldAccount } from "@/app/_client/account-settings/fold-settings";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { TextField } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import type { OwnUser } from "@/lib/realtime/protocol";

/** The e-mail address with its state. Without a mail server it cannot be verified, and the text says so. */
export function EmailSection({ user, hasMail }: { user: OwnUser; hasMail: boolean }) {
	const t = useTranslations("settings");
	const { email, emailVerified, pendingEmail } = useViewer() ?? user;
	const [editing, setEditing] = useState(false);
	const waiting = pendingEmail ?? (emailVerified ? null : email);
	return (
		<SettingsSection title={t("email")} text={t(hasMail ? "emailText" : "emailAsk")}>
			<div className="grid max-w-100 gap-4">
				{email !== null && emailVerified && <Address email={email}>{t("emailVerified")}</Address>}
				{waiting !== null && (
					<>
						<Address email={waiting}>{t("emailWaiting")}</Address>
						{hasMail && <Resend email={waiting} />}
					</>
				)}
				{hasMail &&
					(editing ? (
						<EmailForm onDone={() => setEditing(false)} />
					) : (
						<div>
							<Button onClick={() => setEditing(true)}>{t(email || pendingEmail ? "emailChange" : "emailAdd")}</Button>
						</div>
					))}
			</div>
		</SettingsSection>
	);
}

function Address({ email, children }: { email: string; children: ReactNode }) {
	return (
		<div>
			<p dir="auto" className="font-semibold wrap-anywhere">
				{email}
			</p>
			<p className="text-meta text-text-muted">{children}</p>
		</div>
	);
}

function Resend({ email }: { email: string }) {
	const t = useTranslations("settings");
	const errorText = useErrorMessage();
	const toast = useToast();
	const { busy, failure, submit } = useSubmit(async () => {
		await api.post("/api/account/email/resend");
		toast({ text: t("emailSent", { email }) });
	});
	return (
		<div className="grid gap-3">
			<div>
				<Button size="small" busy={busy} onClick={() => void submit()}>
					{t("emailResend")}
				</Button>
			</div>
			{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
		</div>
	);
}

function EmailForm({ onDone }: { onDone: () => void }) {
	const t = useTranslations("settings");
	const errorText = useErrorMessage();
	const toast = useToast();
	const { mutate } = useSWRConfig();
	const { withProof, dialog } = useReauthentication();
	const [typed, setTyped] = useState("");
	const email = typed.trim();
	const { busy, failure, submit } = useSubmit(async () => {
		const answer = await withProof(() => api.put<{ user: OwnUser }>("/api/account/email", { email }));
		await foldAccount(mutate, answer);
		if (answer.user.pendingEmail) toast({ text: t("emailSent", { email }) });
		onDone();
	});
	const emailError = failure?.fields.email && t("emailMalformed");
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		if (email) void submit();
	};
	return (
		<>
			<form noValidate onSubmit={onSubmit} className="grid gap-4">
				<TextField
					label={t("emailNew")}
					type="email"
					autoComplete="email"
					autoCapitalize="none"
					spellCheck={false}
					maxLength={254}
					autoFocus
					value={typed}
					onChange={(event) => setTyped(event.target.value)}
					error={emailError}
				/>
				{failure && !emailError && failure.code !== "reauthentication_required" && (
					<Alert tone="danger">{errorText(failure)}</Alert>
				)}
				<div className="flex flex-wrap gap-2">
					<Button type="submit" variant="primary" disabled={!email} busy={busy}>
						{t("emailSend")}
					</Button>
					<Button variant="ghost" onClick={onDone}>
						{t("emailCancel")}
					</Button>
				</div>
			</form>
			{dialog}
		</>
	);
}
