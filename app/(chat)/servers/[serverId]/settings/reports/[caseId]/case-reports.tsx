"use client";

import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { Face, PersonName } from "@/app/_chat/users/avatar-palettes";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { CaseReport } from "@/lib/realtime/protocol";

/** The reports of a case with the users who have sent them: only moderators who see the case read it. */
export function CaseReports({ reports, count }: { reports: CaseReport[]; count: number }) {
	const t = useTranslations("cases");
	const categories = useTranslations("reports");
	const { clock } = useDateFormat();
	if (reports.length === 0) return null;
	const hidden = t("reportersHidden");
	return (
		<SettingsSection
			title={t("reports")}
			text={count > reports.length ? t("latestReports", { shown: reports.length, count, hidden }) : hidden}
		>
			<ul className="divide-y border-t">
				{reports.map(({ reporter, category, comment, createdAt }) => (
					<li key={reporter.id} className="flex items-start gap-3 py-3">
						<Face person={reporter} size={32} />
						<div className="min-w-0 flex-1">
							<p dir="auto" className="text-sm font-semibold wrap-anywhere">
								<PersonName person={reporter} />
							</p>
							<p dir="auto" className="text-meta text-text-faint wrap-anywhere">
								{categories(`categories.${category}`)} · {clock.full(createdAt)}
							</p>
							{comment && (
								<p dir="auto" className="mt-1 whitespace-pre-line wrap-anywhere">
									{comment}
								</p>
							)}
						</div>
					</li>
				))}
			</ul>
		</SettingsSection>
	);
}
