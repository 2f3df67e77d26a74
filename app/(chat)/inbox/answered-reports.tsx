"use client";

import { X } from "lucide-react";
import { useId, useRef } from "react";
import { useOutcomeText } from "@/app/_chat/reports/use-outcome-text";
import { ServerIcon } from "@/app/_chat/servers/server-icon";
import { useDistinctServers } from "@/app/_chat/users/avatar-palettes";
import { dismissReport, keyOfReport } from "@/app/_client/reports/dismissed-reports";
import { type AnsweredReport, useAnsweredReports } from "@/app/_client/reports/use-own-reports";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { IconButton } from "@/app/_ui/icon-button";

/** In the inbox: how the viewer's reports were decided, each until it is dismissed or a week old. */
export function AnsweredReports() {
	const t = useTranslations("reports");
	const headingId = useId();
	const place = useRef<HTMLDivElement>(null);
	const reports = useAnsweredReports();
	useDistinctServers(reports.map(({ server }) => server));
	const dismiss = (report: AnsweredReport) => {
		dismissReport(report);
		place.current?.focus();
	};
	// The element stays after the last one, to receive the focus.
	if (reports.length === 0) return <div ref={place} tabIndex={-1} />;
	return (
		<div ref={place} tabIndex={-1} className="mb-4 focus-visible:outline-none">
			<section aria-labelledby={headingId}>
				<h2 id={headingId} className="px-3 pb-1 text-meta font-bold text-text-muted">
					{t("ownHeading")}
				</h2>
				<ul className="grid gap-1">
					{reports.map((report) => (
						<li key={keyOfReport(report)}>
							<ReportRow report={report} onDismiss={() => dismiss(report)} />
						</li>
					))}
				</ul>
			</section>
		</div>
	);
}

function ReportRow({ report, onDismiss }: { report: AnsweredReport; onDismiss: () => void }) {
	const t = useTranslations("reports");
	const textOf = useOutcomeText();
	const { clock } = useDateFormat();
	const { server, seq, username, outcome, createdAt } = report;
	const names = { username, server: server.name, date: clock.date(createdAt) };
	return (
		<article className="flex items-start gap-3 rounded-lg border px-3 py-2.5">
			<ServerIcon server={server} size={36} />
			<div className="min-w-0 flex-1">
				<h3 className="font-bold">{textOf(outcome)}</h3>
				<p dir="auto" className="text-xs text-text-muted wrap-anywhere">
					{seq === null ? t("aboutMember", names) : t("aboutMessage", names)}
				</p>
			</div>
			<IconButton small label={t("dismiss", { username })} onClick={onDismiss}>
				<X size="1rem" aria-hidden="true" />
			</IconButton>
		</article>
	);
}
