"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import type { ServerUnreadState } from "./unread";

/** The parts of a server's count in words, such as "1 mention, 2 reports"; empty without any. */
export function useCountsText(): (unread: ServerUnreadState) => string {
	const t = useTranslations("shell");
	return ({ mentions, reports, requests }) => {
		const parts = [
			mentions > 0 && t("mentionCount", { count: mentions }),
			reports > 0 && t("reportCount", { count: reports }),
			requests > 0 && t("requestCount", { count: requests }),
		];
		return parts.filter(Boolean).join(", ");
	};
}
