"use client";

import type { ApiError } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import type { ReportTarget } from "@/app/_client/reports/report-target";
import { useName } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";

const hourMs = 3_600_000;

/** Why a report could not be sent, and whether there is nothing left to report. */
export function useReportFailure({
	user,
	serverId,
}: ReportTarget): (failure: ApiError) => { text: string; isFinal: boolean } {
	const name = useName(user, serverId);
	const t = useTranslations("reports");
	const errorText = useErrorMessage();
	return (failure) => {
		if (failure.code === "message_not_found") return { text: t("messageGone"), isFinal: true };
		if (failure.code === "user_not_found") return { text: t("memberGone", { name }), isFinal: true };
		// The limit is one for a day: its end is hours away.
		if (failure.code === "rate_limited" && (failure.retryAfterMs ?? 0) >= hourMs)
			return { text: t("tooMany", { count: Math.ceil((failure.retryAfterMs ?? 0) / hourMs) }), isFinal: false };
		return { text: errorText(failure), isFinal: false };
	};
}
