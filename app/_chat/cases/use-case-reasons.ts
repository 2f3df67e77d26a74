"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import type { Case } from "@/lib/realtime/protocol";

/** Why there is a case: an appeal, a rule that has flagged the message, and the categories of the reports. */
export function useCaseReasons(): (of: Pick<Case, "kind" | "rule" | "categories">) => string {
	const t = useTranslations("cases");
	const reports = useTranslations("reports");
	return ({ kind, rule, categories }) =>
		[
			kind === "appeal" ? t("appeal") : "",
			rule ? t("rule", { name: rule.name }) : "",
			...categories.map(({ category, count }) => {
				const name = reports(`categories.${category}`);
				return count > 1 ? t("times", { name, count }) : name;
			}),
		]
			.filter((reason) => reason !== "")
			.join(", ");
}
