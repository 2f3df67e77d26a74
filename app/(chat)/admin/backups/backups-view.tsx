"use client";

import { useEffect, useState } from "react";
import { useWithProof } from "@/app/_chat/admin/admin-access";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { LoadFailure } from "@/app/_chat/shell/load-failure";
import { useRefreshed } from "@/app/_client/admin/use-refreshed";
import { api } from "@/app/_client/api";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import type { Backups } from "@/lib/realtime/protocol";
import { SectionsSkeleton } from "../sections-skeleton";
import { ArchiveRow } from "./archive-row";

const path = "/api/admin/backups";
const refreshMs = 3000;

type Answer = { backups: Backups };

/** The backups of the instance. While one is made or checked, they are read again. */
export function BackupsView() {
	const { data, error, mutate } = useRefreshed<Answer>(path, refreshMs, ({ backups }) => backups.current !== null);
	if (error !== undefined) return <LoadFailure error={error} onRetry={mutate} />;
	if (!data) return <SectionsSkeleton />;
	const onChange = (answer: Answer) => mutate(answer, { revalidate: false });
	return (
		<>
			<Plan backups={data.backups} onChange={onChange} />
			<Archives backups={data.backups} onChange={onChange} />
		</>
	);
}

type Props = { backups: Backups; onChange: (answer: Answer) => unknown };

function Plan({ backups, onChange }: Props) {
	const t = useTranslations("admin.backups");
	const { clock } = useDateFormat();
	const withProof = useWithProof();
	const { busy, failure, submit } = useSubmit(async () => onChange(await withProof(() => api.post<Answer>(path, {}))));
	const { everyHours, rehearseEveryHours, keepDays, keepWeeks, nextAt, current, last } = backups;
	const sentences = [
		everyHours === null ? t("never") : t("every", { hours: everyHours, days: keepDays, weeks: keepWeeks }),
		...(nextAt ? [t("next", { time: clock.full(nextAt) })] : []),
		...(rehearseEveryHours === null ? [] : [t("rehearse", { days: Math.max(1, Math.round(rehearseEveryHours / 24)) })]),
		t(backups.isEncrypted ? "isEncrypted" : "notEncrypted"),
	];
	const isRunning = busy || current?.task === "backup";
	const [hasRun, setRun] = useState(false);
	useEffect(() => {
		if (isRunning) setRun(true);
	}, [isRunning]);
	return (
		<SettingsSection title={t("plan")} text={sentences.join(" ")}>
			<div className="grid justify-items-start gap-4">
				{last?.error != null && (
					<Alert tone="danger">{t("lastFailed", { time: clock.full(last.at), reason: last.error })}</Alert>
				)}
				<Button variant="primary" busy={isRunning} busyLabel={t("backingUp")} onClick={() => void submit()}>
					{t("backUpNow")}
				</Button>
				<p aria-live="polite" dir="auto" className="text-meta text-text-muted empty:hidden">
					{current?.task === "rehearsal" && t("rehearsing")}
				</p>
				<p role="status" className="sr-only">
					{isRunning ? t("backingUp") : hasRun && last?.error === null && t("made", { time: clock.full(last.at) })}
				</p>
				{failure && <LoadFailure error={failure} onRetry={() => submit()} />}
			</div>
		</SettingsSection>
	);
}

function Archives({ backups, onChange }: Props) {
	const t = useTranslations("admin.backups");
	const { archives, current } = backups;
	return (
		<SettingsSection title={t("archives")} text={t(archives.length === 0 ? "none" : "archivesText")}>
			{archives.length > 0 && (
				<ul className="divide-y border-y">
					{archives.map((archive) => (
						<ArchiveRow
							key={archive.name}
							archive={archive}
							isBusy={current?.task === "verification" && current.archive === archive.name}
							onChange={onChange}
						/>
					))}
				</ul>
			)}
		</SettingsSection>
	);
}
