"use client";

import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { loginPath } from "@/app/_client/paths";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import type { RegistrationForm } from "./use-registration";

type Props = { registration: RegistrationForm; callback: string };

/** Why there is no account, or that there is one although its user could not be signed in. */
export function RegistrationOutcome({ registration: { failure, stranded }, callback }: Props) {
	const t = useTranslations("auth");
	const errorText = useErrorMessage();
	return (
		<>
			{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
			{stranded && (
				<Alert tone="success">
					{t("createdButNotIn")}{" "}
					<a href={loginPath(callback)} className="link">
						{t("signIn")}
					</a>
				</Alert>
			)}
		</>
	);
}
