"use client";

import { ReasonAndNote } from "@/app/_chat/moderation/reason-and-note";
import { useActorName } from "@/app/_chat/moderation/use-actor-name";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { CaseDetails } from "@/lib/realtime/protocol";

/** The text of an appeal, and the sanction that it is against. */
export function CaseAppeal({ of: { appeal } }: { of: CaseDetails }) {
	const t = useTranslations("cases");
	const moderation = useTranslations("moderation");
	const { clock } = useDateFormat();
	const actorOf = useActorName();
	if (!appeal) return null;
	const { text, createdAt, action } = appeal;
	return (
		<SettingsSection title={t("appeal")}>
			<figure className="border-s-2 ps-3">
				<blockquote dir="auto" className="whitespace-pre-line wrap-anywhere">
					{text}
				</blockquote>
				<figcaption className="mt-1 text-meta text-text-faint">{clock.full(createdAt)}</figcaption>
			</figure>
			<h3 className="mt-4 text-sm font-semibold">
				{t("appealAgainst", { kind: moderation(`actions.${action.kind}`) })}
			</h3>
			<p dir="auto" className="text-meta text-text-faint wrap-anywhere">
				{t("actionBy", { name: actorOf(action), date: clock.full(action.createdAt) })}
				{action.until && ` · ${moderation("until", { until: clock.full(action.until) })}`}
				{action.removed > 0 && ` · ${moderation("removedCount", { count: action.removed })}`}
				{action.undoneAt && ` · ${moderation("wasUndone")}`}
			</p>
			<ReasonAndNote reason={action.reason} note={action.note} />
		</SettingsSection>
	);
}
