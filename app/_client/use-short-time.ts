"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { useDateFormat } from "./use-date-format";

/** A time without its day if that is today. */
export function useShortTime(): (iso: string) => string {
	const t = useTranslations("conversation");
	const { clock, today } = useDateFormat();
	return (iso) => clock.short(iso, today, (time) => t("yesterdayAt", { time }));
}
