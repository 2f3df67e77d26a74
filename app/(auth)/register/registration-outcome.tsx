"use client";

import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { loginPath } from "@/app/_client/paths";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import type { RegistrationForm } from "./use-registration";
import { WorkLine } from "./work-line";

type Props = { registration: RegistrationForm; callback: string };

/** The work before there is an account, why there is none, or that there is one although its user could not be signed in. */
export function RegistrationOutcome({ registration: { failure, stranded, work }, callback }: Props) {
	const t = useTranslations("auth");
	const errorText = useErrorMessage();
	return (
		<>
			{work !== null && <WorkLine state={work} />}
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
