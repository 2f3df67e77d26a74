"use client";

import { type FormEvent, useState } from "react";
import { api, asApiError } from "@/app/_client/api";
import { focusField } from "@/app/_client/forms/focus-field";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { callbackPath, inviteCodeAt } from "@/app/_client/paths";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { TextField } from "@/app/_ui/text-field";
import { AuthHeading } from "../../auth-heading";
import { useRegistrationErrors } from "../registration-errors";
import type { PendingSignIn } from "./pending-sign-in";

type Answer = { awaits?: string[]; callbackUrl?: string };
/** A provider gives the address, and there is no password. */
const notAsked = { password: "not asked for", email: "" };
const codeErrors = ["invite_required", "invite_not_found", "invite_ended"];

/** Chooses the username of a new account, which has no password. */
export function NewAccountForm({ pending, onOther }: { pending: PendingSignIn; onOther: () => void }) {
	const t = useTranslations("auth");
	const tErrors = useTranslations("errors");
	const errorText = useErrorMessage();
	const [form, setForm] = useState({ displayName: pending.displayName ?? "", username: pending.username ?? "" });
	const [code, setCode] = useState("");
	const [asksCode, setAsksCode] = useState(false);
	const [tried, setTried] = useState(false);
	const [awaits, setAwaits] = useState<string[] | null>(null);
	const { busy, failure, submit } = useSubmit(async () => {
		const displayName = form.displayName.trim();
		const wanted = { username: form.username.trim(), ...(displayName && { displayName }) };
		const invite = inviteCodeAt(pending.callbackUrl);
		const register = (more: object) => api.post<Answer>("/api/sign-in/pending/register", { ...wanted, ...more });
		let answer: Answer;
		try {
			answer = await register(code.trim() ? { code: code.trim() } : {}).catch((error) => {
				// The invite that led here admits its user where others are not admitted.
				if (asApiError(error).code === "invite_required" && invite) return register({ invite });
				throw error;
			});
		} catch (error) {
			if (codeErrors.includes(asApiError(error).code)) setAsksCode(true);
			throw error;
		}
		if (answer.awaits) return setAwaits(answer.awaits);
		location.assign(callbackPath(answer.callbackUrl));
		await new Promise(() => {});
	});
	const errors = useRegistrationErrors({ ...notAsked, ...form, code }, failure, {
		needsEmail: false,
		needsCode: asksCode,
	});
	const onSubmit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		setTried(true);
		const wrong = (["displayName", "username", "code"] as const).find((field) => errors.typed[field]);
		if (!wrong) return void submit();
		focusField(event.currentTarget, wrong);
	};
	if (awaits)
		return (
			<div role="status">
				<AuthHeading
					title={t("finishWaiting")}
					text={awaits.includes("email") ? tErrors("email_not_verified") : tErrors("awaiting_approval")}
				/>
			</div>
		);
	return (
		<>
			<AuthHeading title={t("finishHeading")} text={t("finishText", { provider: pending.provider.name })} />
			<form noValidate onSubmit={onSubmit} className="grid gap-4.5">
				<TextField
					name="displayName"
					label={t("displayName")}
					hint={t("displayNameHint")}
					autoComplete="name"
					value={form.displayName}
					onChange={(event) => setForm({ ...form, displayName: event.target.value })}
					error={tried ? errors.displayName : undefined}
				/>
				<TextField
					name="username"
					label={t("username")}
					hint={t("usernameHint")}
					autoComplete="username"
					autoCapitalize="none"
					spellCheck={false}
					value={form.username}
					onChange={(event) => setForm({ ...form, username: event.target.value })}
					error={tried ? errors.username : undefined}
				/>
				{asksCode && (
					<TextField
						name="code"
						label={t("registrationCode")}
						autoComplete="off"
						spellCheck={false}
						value={code}
						onChange={(event) => setCode(event.target.value)}
						error={tried ? errors.code : undefined}
					/>
				)}
				{failure && !errors.isNamed && <Alert tone="danger">{errorText(failure)}</Alert>}
				<Button type="submit" variant="primary" size="large" busy={busy} busyLabel={t("registering")}>
					{t("register")}
				</Button>
			</form>
			<Button variant="ghost" onClick={onOther}>
				{t("finishHaveAccount")}
			</Button>
		</>
	);
}
