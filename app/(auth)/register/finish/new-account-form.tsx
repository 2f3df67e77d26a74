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
import type { PendingSignIn } from "@/lib/identities/pending";
import type { AwaitedStep } from "@/lib/realtime/protocol";
import { AuthHeading } from "../../auth-heading";
import { CodeField } from "../code-field";
import { NameFields } from "../name-fields";
import { type Registration, useRegistrationErrors } from "../registration-errors";
import { WaitingAccount } from "../waiting-account";

type Answer = { awaits?: AwaitedStep[]; callbackUrl?: string };
/** A provider gives the address, and there is no password. */
const notAsked = { password: "not asked for", email: "" };
const codeErrors = ["invite_required", "invite_not_found", "invite_ended"];

/** Chooses the username of a new account, which has no password. */
export function NewAccountForm({ pending, onOther }: { pending: PendingSignIn; onOther: () => void }) {
	const t = useTranslations("auth");
	const errorText = useErrorMessage();
	const [form, setForm] = useState({ displayName: pending.displayName ?? "", username: pending.username ?? "" });
	const [code, setCode] = useState("");
	const [asksCode, setAsksCode] = useState(false);
	const [tried, setTried] = useState(false);
	const [awaits, setAwaits] = useState<AwaitedStep[]>();
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
	const errorOf = (field: keyof Registration) => (tried ? errors[field] : undefined);
	const onSubmit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		setTried(true);
		const wrong = (["displayName", "username", "code"] as const).find((field) => errors.typed[field]);
		if (!wrong) return void submit();
		focusField(event.currentTarget, wrong);
	};
	if (awaits)
		return (
			<WaitingAccount
				username={form.username.trim()}
				email={pending.email ?? ""}
				awaits={awaits}
				callback={pending.callbackUrl}
			/>
		);
	return (
		<>
			<AuthHeading title={t("finishHeading")} text={t("finishText", { provider: pending.provider.name })} />
			<form noValidate onSubmit={onSubmit} className="grid gap-4.5">
				<NameFields
					names={form}
					onDisplayName={(displayName) => setForm({ ...form, displayName })}
					onUsername={(username) => setForm({ ...form, username })}
					errorOf={errorOf}
				/>
				{asksCode && <CodeField value={code} onChange={setCode} error={errorOf("code")} />}
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
