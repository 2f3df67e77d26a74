"use client";

import type { ApiError } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";

const minuteMs = 60_000;

/** Why a user could not join: the requirement that they do not meet, or the error. */
export function useJoinRefusal(): (failure: ApiError) => string {
	const t = useTranslations("joining");
	const errorText = useErrorMessage();
	return (failure) => {
		const isUnmet = failure.code === "join_requirements_not_met";
		if (isUnmet && "username" in failure.fields) return t("notForYou");
		if (!isUnmet || !("minAccountMinutes" in failure.fields)) return errorText(failure);
		const minutes = Math.max(1, Math.ceil((failure.retryAfterMs ?? 0) / minuteMs));
		return minutes < 120
			? t("tooYoungMinutes", { count: minutes })
			: t("tooYoungHours", { count: Math.ceil(minutes / 60) });
	};
}

export function JoinRefusal({ failure }: { failure: ApiError }) {
	return <Alert tone="danger">{useJoinRefusal()(failure)}</Alert>;
}
