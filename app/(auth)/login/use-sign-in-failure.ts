"use client";

import type { ApiError } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";

/** Why a sign-in failed. A wrong name or password, or a wrong code, has a sentence of its own. */
export function useSignInFailure(noMatch: string): (failure: ApiError) => string {
	const t = useTranslations("auth");
	const errorText = useErrorMessage();
	const { clock } = useDateFormat();
	return (failure) => {
		if (failure.code === "invalid_credentials") return noMatch;
		if (failure.code === "suspended") {
			const { until } = failure.wire;
			const sentence = until ? t("suspendedUntil", { until: clock.full(until) }) : errorText(failure);
			return failure.reason ? `${sentence} ${t("suspendedReason", { reason: failure.reason })}` : sentence;
		}
		if (failure.code !== "rate_limited") return errorText(failure);
		const seconds = Math.max(1, Math.ceil((failure.retryAfterMs ?? 60_000) / 1000));
		return seconds < 90
			? t("tooManyTries", { seconds })
			: t("tooManyTriesMinutes", { minutes: Math.ceil(seconds / 60) });
	};
}
