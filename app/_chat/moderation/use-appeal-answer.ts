"use client";

import { useCallback } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Appeal } from "@/lib/realtime/protocol";

/** The answer to an appeal, in words for the user who has made it. */
export function useAppealAnswer(): (outcome: NonNullable<Appeal["outcome"]>) => string {
	const t = useTranslations("appeals");
	return useCallback((outcome) => ({ upheld: t("answer.upheld"), lifted: t("answer.lifted") })[outcome], [t]);
}
