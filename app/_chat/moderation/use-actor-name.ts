"use client";

import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { ModerationAction } from "@/lib/realtime/protocol";

/** The moderator who has taken an action, or the automod rule. */
export function useActorName(): (action: Pick<ModerationAction, "actor" | "rule">) => string {
	const t = useTranslations("moderation");
	const nameOf = useNameOf();
	return ({ actor, rule }) => (actor ? nameOf(actor) : t("automod", { rule: rule?.name ?? "" }));
}
