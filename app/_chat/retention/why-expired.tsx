"use client";

import { keptDays, retentionKey, useRetention } from "@/app/_client/retention/use-retention";
import { useTranslations } from "@/app/_i18n/use-translations";

/** Why the earlier messages of a channel are gone. */
export function WhyExpired({ channelId }: { channelId: number }) {
	const t = useTranslations("retention");
	const { retention } = useRetention(retentionKey({ channelId }));
	if (!retention) return null;
	const count = keptDays(retention);
	return (
		<p className="mt-0.5 text-sm text-text-muted">{count === null ? t("removed") : t("removedAfter", { count })}</p>
	);
}
