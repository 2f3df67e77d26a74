"use client";

import { useShortTime } from "@/app/_client/use-short-time";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { RaidMode } from "@/lib/realtime/protocol";
import { useDuration } from "../channels/use-duration";

/** Raid mode in words: its end, and what it does. */
export function useRaidText(): (raidMode: RaidMode) => string {
	const t = useTranslations("raidMode");
	const time = useShortTime();
	const duration = useDuration();
	return ({ since, until, joins, newcomersMay, slowModeSeconds }) =>
		[
			t("isOn", { until: time(until) }),
			joins !== "open" && t(`joins.${joins}`),
			newcomersMay === "read" && t("newcomersRead", { since: time(since) }),
			slowModeSeconds > 0 && t("slow", { time: duration(slowModeSeconds) }),
		]
			.filter(Boolean)
			.join(" ");
}
