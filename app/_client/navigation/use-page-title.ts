"use client";

import { useEffect } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";

/** Sets the title of a page whose content has changed; null leaves it unchanged. */
export function usePageTitle(title: string | null): void {
	const instance = useTranslations("common")("instanceName");
	useEffect(() => {
		if (title === null) return;
		const before = document.title;
		const own = `${title} · ${instance}`;
		document.title = own;
		return () => {
			// The current page may have set its own.
			if (document.title.replace(/^\(\d+\) /, "") === own) document.title = before;
		};
	}, [title, instance]);
}
