"use client";

import { useCallback } from "react";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Sanction } from "@/lib/realtime/protocol";

/** A sanction in words for its subject: what it is, where, until when and why. */
export function useSanctionText(): (sanction: Sanction) => string {
	const t = useTranslations("moderation");
	const { clock } = useDateFormat();
	return useCallback(
		({ kind, server, until, rule, reason }) => {
			const about = until
				? t(`toldUntil.${kind === "ban" ? "ban" : "timeout"}`, { server: server.name, until: clock.full(until) })
				: t(`told.${kind}`, { server: server.name });
			return [about, reason && t("toldReason", { reason }), rule && t("toldRule", { rule })].filter(Boolean).join(" ");
		},
		[t, clock],
	);
}
