"use client";

import { asApiError } from "@/app/_client/api";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";

/** The change of a case that came before the viewer's, in words; null for another error. */
export function useCaseConflict(): (error: unknown) => string | null {
	const t = useTranslations("cases");
	const { clock } = useDateFormat();
	const nameOf = useNameOf();
	return (error) => {
		const { code, wire } = asApiError(error);
		if (code === "case_not_found") return t("gone");
		const { decided, assignedTo } = wire;
		if (decided) {
			const { outcome, resolvedBy, resolvedAt } = decided;
			const names = { name: resolvedBy ? nameOf(resolvedBy) : "", date: clock.full(resolvedAt) };
			return t("decidedMeanwhile", { decision: t(`decided.${outcome}`, names) });
		}
		if (assignedTo === undefined) return null;
		return assignedTo ? t("assignedMeanwhile", { name: nameOf(assignedTo) }) : t("unassignedMeanwhile");
	};
}
