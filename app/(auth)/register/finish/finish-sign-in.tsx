"use client";

import { useEffect, useRef, useState } from "react";
import { type ApiError, api, asApiError } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useWipedStorage } from "@/app/_client/messages/use-window-store";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { buttonClass } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/skeleton";
import type { PendingSignIn } from "@/lib/identities/pending";
import { AuthHeading } from "../../auth-heading";
import { LinkAccountForm } from "./link-account-form";
import { NewAccountForm } from "./new-account-form";

/** The rest of a first sign-in with a provider: a new account, or one that the user has already. */
export function FinishSignIn() {
	useWipedStorage(true);
	const t = useTranslations("auth");
	const errorText = useErrorMessage();
	const [pending, setPending] = useState<PendingSignIn | null>(null);
	const [failure, setFailure] = useState<ApiError | null>(null);
	const [isLinking, setLinking] = useState<boolean | null>(null);
	const forms = useRef<HTMLDivElement>(null);
	// The button that has switched the forms is gone.
	useEffect(() => {
		if (isLinking !== null) forms.current?.querySelector("input")?.focus();
	}, [isLinking]);
	useEffect(() => {
		api.get<{ pending: PendingSignIn }>("/api/sign-in/pending").then(
			(answer) => setPending(answer.pending),
			(error) => setFailure(asApiError(error)),
		);
	}, []);
	if (failure)
		return (
			<>
				<AuthHeading title={t("finishTitle")} text={t("finishAgain")} />
				<Alert tone="danger">{errorText(failure)}</Alert>
				<a href="/login" className={buttonClass("primary", "large")}>
					{t("backToSignIn")}
				</a>
			</>
		);
	if (!pending)
		return (
			<div aria-busy="true" className="grid gap-4.5">
				<Skeleton className="h-8 w-2/3" />
				<Skeleton className="h-11 w-full" />
				<Skeleton className="h-11 w-full" />
			</div>
		);
	const Form = (isLinking ?? pending.hasAccount) ? LinkAccountForm : NewAccountForm;
	return (
		<div ref={forms} className="contents">
			<Form pending={pending} onOther={() => setLinking(Form === NewAccountForm)} />
		</div>
	);
}
