"use client";

import Link from "next/link";
import { useState } from "react";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button, buttonClass } from "@/app/_ui/button";
import { AuthHeading } from "../auth-heading";
import { AuthOutcome } from "../auth-outcome";
import { ExpiredLink } from "../expired-link";
import { useLinkToken } from "../use-link-token";

export function VerifyEmail() {
	const t = useTranslations("auth");
	const instance = useTranslations("common")("instanceName");
	const errorText = useErrorMessage();
	const token = useLinkToken();
	const [verified, setVerified] = useState<{ username: string; email: string }>();
	const { busy, failure, submit } = useSubmit(async () => {
		setVerified(await api.post("/api/account/email/verify", { token }));
	});
	if (verified)
		return (
			<>
				<AuthOutcome role="status" title={t("verifyDoneHeading")} text={t("verifyDoneText", verified)} />
				<Link href="/" className={buttonClass("primary", "large")}>
					{t("toInstance", { instance })}
				</Link>
			</>
		);
	if (failure?.code === "token_expired")
		return <ExpiredLink text={t("verifyExpiredText")} href="/settings/account" action={t("toAccount")} />;
	return (
		<>
			<AuthHeading title={t("verifyTitle")} text={t("verifyText")} />
			{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
			<Button variant="primary" size="large" busy={busy} busyLabel={t("verifying")} onClick={() => void submit()}>
				{t("verify")}
			</Button>
		</>
	);
}
