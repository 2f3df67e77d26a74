"use client";

import { useTranslations } from "@/app/_i18n/use-translations";

/** Returns a function with the error of a new password that can be found while typing. */
export function usePasswordError(): (password: string) => string | undefined {
	const t = useTranslations("auth");
	return (password) => {
		const { length } = [...password];
		return length < 8 ? t("passwordShort") : length > 200 ? t("passwordLong") : undefined;
	};
}
