"use client";

import { keptDays, type Retention } from "@/app/_client/retention/use-retention";
import { useTranslations } from "@/app/_i18n/use-translations";

/** For how long messages are kept in the end, and which limit of the server or the instance decides it. */
export function RetentionText({ retention }: { retention: Retention }) {
	const t = useTranslations("retention");
	const count = keptDays(retention);
	if (count === null) return <p className="text-meta text-text-muted">{t("forEver")}</p>;
	const by =
		count === retention.keepDays ? "own" : count === retention.serverKeepDays ? "server" : ("instance" as const);
	return <p className="text-meta text-text-muted">{t("kept", { count, by })}</p>;
}
