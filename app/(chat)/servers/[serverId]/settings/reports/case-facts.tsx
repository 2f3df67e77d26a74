"use client";

import { ReasonAndNote } from "@/app/_chat/moderation/reason-and-note";
import { LoadFailure } from "@/app/_chat/shell/load-failure";
import { useCase } from "@/app/_client/cases/use-cases";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Skeleton } from "@/app/_ui/skeleton";

const heading = "mt-3 text-xs font-semibold text-text-faint";

/** The message as it was reported, the reports with their users, and earlier actions on the subject. */
export function CaseFacts({ serverId, caseId }: { serverId: number; caseId: number }) {
	const t = useTranslations("cases");
	const reportTexts = useTranslations("reports");
	const moderation = useTranslations("moderation");
	const { clock } = useDateFormat();
	const { data, error, mutate } = useCase(serverId, caseId);
	if (error) return <LoadFailure error={error} onRetry={() => void mutate()} className="p-2" />;
	if (!data) return <Skeleton className="mt-2 h-16 w-full" />;
	const { snapshot, messageState, reports, actions, appeal } = data.case;
	return (
		<div className="text-meta">
			{snapshot && (
				<>
					<h3 className={heading}>
						{messageState === "edited" || messageState === "deleted" ? t(`was.${messageState}`) : t("message")}
					</h3>
					<p dir="auto" className="whitespace-pre-line wrap-anywhere">
						{snapshot.content}
						{snapshot.attachments.map(({ name }) => (
							<span key={name} dir="auto" className="block text-text-muted">
								{name}
							</span>
						))}
					</p>
				</>
			)}
			{appeal && (
				<>
					<h3 className={heading}>{t("appealAgainst", { kind: moderation(`actions.${appeal.action.kind}`) })}</h3>
					<p dir="auto" className="whitespace-pre-line wrap-anywhere">
						{appeal.text}
					</p>
				</>
			)}
			{reports.length > 0 && (
				<>
					<h3 className={heading}>{t("reports")}</h3>
					<ul>
						{reports.map(({ reporter, category, comment, createdAt }) => (
							<li key={`${reporter.id} ${createdAt}`} dir="auto" className="wrap-anywhere">
								<bdi className="font-semibold">{reporter.displayName}</bdi>
								{`: ${reportTexts(`categories.${category}`)}. ${comment}`}
							</li>
						))}
					</ul>
				</>
			)}
			<h3 className={heading}>{t("past")}</h3>
			{actions.length === 0 && <p>{t("noPast")}</p>}
			<ul>
				{actions.map(({ id, kind, createdAt, reason, note, rule }) => (
					<li key={id}>
						{moderation(`actions.${kind}`)}, {clock.full(createdAt)}
						{rule && <bdi> · {moderation("automod", { rule: rule.name })}</bdi>}
						<ReasonAndNote reason={reason} note={note} />
					</li>
				))}
			</ul>
		</div>
	);
}
