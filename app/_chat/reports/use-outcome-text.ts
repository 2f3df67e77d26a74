"use client";

import { useCallback } from "react";
import type { AnsweredReport } from "@/app/_client/reports/use-own-reports";
import { useTranslations } from "@/app/_i18n/use-translations";

/** How a report was decided, in words for the user who has sent it. */
export function useOutcomeText(): (outcome: AnsweredReport["outcome"]) => string {
	const t = useTranslations("reports");
	return useCallback(
		(outcome) => {
			const texts = {
				removed: t("outcome.removed"),
				acted: t("outcome.acted"),
				dismissed: t("outcome.dismissed"),
				closed: t("outcome.closed"),
			};
			return texts[outcome];
		},
		[t],
	);
}
