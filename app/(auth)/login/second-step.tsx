"use client";

import { type FormEvent, useState } from "react";
import { ApiError, api } from "@/app/_client/api";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { TextField } from "@/app/_ui/text-field";
import { AuthHeading } from "../auth-heading";
import { useSignInFailure } from "./use-sign-in-failure";

type Props = {
	ticket: string;
	/** Opens the next page; stays pending until that is here. */
	onSignedIn: () => Promise<void>;
	/** Back to the first step; `isExpired` if the ticket no longer counts. */
	onBack: (isExpired: boolean) => void;
};

const isComplete = (code: string) => /^\d{6}$/.test(code.replace(/[\s-]/g, ""));

/** Asks for a code of the authenticator app, or for a recovery code. Six digits are sent at once. */
export function SecondStep({ ticket, onSignedIn, onBack }: Props) {
	const t = useTranslations("auth");
	const [byRecovery, setByRecovery] = useState(false);
	const [typed, setTyped] = useState("");
	const [tried, setTried] = useState(false);
	const failureText = useSignInFailure(t(byRecovery ? "recoveryNoMatch" : "codeNoMatch"));
	const { busy, failure, submit, forget } = useSubmit(async (value: string) => {
		const proof = byRecovery ? { recoveryCode: value } : { code: value };
		try {
			await api.post("/api/sign-in/second", { ticket, ...proof });
		} catch (error) {
			if (error instanceof ApiError && error.code === "token_expired") return onBack(true);
			if (!byRecovery) setTyped("");
			throw error;
		}
		await onSignedIn();
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		setTried(true);
		if (typed.trim()) void submit(typed);
	};
	const onType = (value: string) => {
		setTyped(value);
		forget();
		if (!byRecovery && isComplete(value)) void submit(value);
	};
	const isWrong = failure?.code === "invalid_credentials";
	const missing = tried && !typed.trim() && !failure ? t(byRecovery ? "recoveryMissing" : "codeMissing") : undefined;
	return (
		<>
			<AuthHeading title={t("secondHeading")} text={t(byRecovery ? "recoveryText" : "codeText")} />
			<form noValidate onSubmit={onSubmit} className="grid gap-4.5">
				<TextField
					key={byRecovery ? "recovery" : "code"}
					ref={(field) => field?.focus()}
					name={byRecovery ? "recovery" : "code"}
					label={t(byRecovery ? "recoveryCode" : "code")}
					inputMode={byRecovery ? "text" : "numeric"}
					autoComplete={byRecovery ? "off" : "one-time-code"}
					autoCapitalize="none"
					spellCheck={false}
					maxLength={byRecovery ? 40 : 11}
					value={typed}
					onChange={(event) => onType(event.target.value)}
					error={isWrong ? failureText(failure) : missing}
				/>
				{failure && !isWrong && <Alert tone="danger">{failureText(failure)}</Alert>}
				<Button type="submit" variant="primary" size="large" busy={busy} busyLabel={t("signingIn")}>
					{t("signIn")}
				</Button>
			</form>
			<div className="grid justify-items-center gap-1">
				<Button
					variant="ghost"
					onClick={() => {
						setByRecovery(!byRecovery);
						setTyped("");
						setTried(false);
						forget();
					}}
				>
					{t(byRecovery ? "useCode" : "useRecovery")}
				</Button>
				<Button variant="ghost" onClick={() => onBack(false)}>
					{t("backToSignIn")}
				</Button>
			</div>
		</>
	);
}
