"use client";

import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { classNames } from "@/app/_ui/class-names";

type Props = { error: unknown; onRetry: () => unknown; className?: string };

/** Why something could not be loaded, and the button to try again. */
export function LoadFailure({ error, onRetry, className }: Props) {
	const retry = useTranslations("common")("retry");
	const errorText = useErrorMessage();
	return (
		<div className={classNames("grid justify-items-start gap-3", className)}>
			<Alert tone="danger">{errorText(error)}</Alert>
			<Button onClick={() => void onRetry()}>{retry}</Button>
		</div>
	);
}
