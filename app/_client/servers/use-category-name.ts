"use client";

import { useTranslations } from "@/app/_i18n/use-translations";

/** A category in the user's language; an unknown one keeps its name in the database. */
export function useCategoryName(): (category: { slug: string; name: string }) => string {
	const t = useTranslations("categories");
	return ({ slug, name }) => {
		const key = slug as Parameters<typeof t.has>[0];
		return t.has(key) ? t(key) : name;
	};
}
