"use client";

import { ArrowLeft, CircleCheck, CircleDot } from "lucide-react";
import { useRef, useState } from "react";
import useSWR from "swr";
import { ReportedTexts } from "@/app/_chat/cases/reported-texts";
import { useCaseReasons } from "@/app/_chat/cases/use-case-reasons";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { Link } from "@/app/_chat/shell/link";
import { LoadFailure } from "@/app/_chat/shell/load-failure";
import { Face, PersonName, useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/skeleton";
import type { EscalatedCaseDetails } from "@/lib/realtime/protocol";
import { DecideDialog, type Decision } from "./decide-dialog";
import { SuspendSubject } from "./suspend-subject";

/** A case that was handed to the administrators: the message as it was, and what they can do. */
export function CaseView({ caseId }: { caseId: number }) {
	const t = useTranslations("admin.cases");
	const path = `/api/admin/cases/${caseId}`;
	const { data, error, mutate } = useSWR<{ case: EscalatedCaseDetails }>(path);
	const place = useRef<HTMLDivElement>(null);
	const [deciding, setDeciding] = useState<Decision>();
	const of = data?.case;
	useDistinctPeople(of ? [of.subject, of.escalatedBy] : []);
	const onDecided = (answer: { case: EscalatedCaseDetails }) => {
		place.current?.focus();
		void mutate(answer, { revalidate: false });
	};
	return (
		<div ref={place} tabIndex={-1} className="grid grid-cols-[minmax(0,1fr)] gap-5 outline-none">
			<p className="text-meta">
				<Link href="/admin/cases" className="inline-flex items-center gap-1.5 py-1 text-link">
					<ArrowLeft size="0.875rem" aria-hidden="true" className="rtl:-scale-x-100" />
					{t("toAll")}
				</Link>
			</p>
			{error !== undefined && <LoadFailure error={error} onRetry={() => mutate()} />}
			{!of && error === undefined && <Skeleton className="h-24 w-full" />}
			{of && (
				<div>
					<CaseHeader of={of} onDecide={setDeciding} />
					<SettingsSection title={t("message")} text={t(of.snapshot ? "messageText" : "noMessage")}>
						{of.snapshot && (
							<div className="grid grid-cols-[minmax(0,1fr)] gap-3">
								<ReportedTexts snapshot={of.snapshot} />
							</div>
						)}
					</SettingsSection>
				</div>
			)}
			{deciding && of && (
				<DecideDialog
					decision={deciding}
					path={path}
					onDecided={onDecided}
					onConflict={() => void mutate()}
					onClose={() => setDeciding(undefined)}
				/>
			)}
		</div>
	);
}

function CaseHeader({ of, onDecide }: { of: EscalatedCaseDetails; onDecide: (decision: Decision) => void }) {
	const t = useTranslations("admin.cases");
	const reasonsOf = useCaseReasons();
	const { clock } = useDateFormat();
	const nameOf = useNameOf();
	const { subject, server, escalatedBy, isByReporter, note, createdAt, outcome, answer, closedBy, closedAt } = of;
	const Icon = outcome ? CircleCheck : CircleDot;
	const by = { name: nameOf(escalatedBy), username: escalatedBy.username, date: clock.full(createdAt) };
	return (
		<section className="pb-6">
			<div className="flex items-start gap-3">
				<Face person={subject} size={44} />
				<div className="min-w-0 flex-1">
					<h2 dir="auto" className="text-section leading-6 font-bold wrap-anywhere">
						<PersonName person={subject} />
					</h2>
					<p dir="auto" className="text-meta text-text-muted wrap-anywhere">
						{[`@${subject.username}`, reasonsOf({ ...of, rule: null })].filter((fact) => fact !== "").join(" · ")}
					</p>
					<p dir="auto" className="text-meta text-text-faint wrap-anywhere">
						{t(server.id === null ? "inDeleted" : "in", { name: server.name })}
					</p>
				</div>
			</div>
			<div className="mt-4 rounded-lg border px-3 py-2.5">
				<p role="status" dir="auto" className="flex items-start gap-2 font-semibold wrap-anywhere">
					<Icon size="1rem" aria-hidden="true" className="mt-0.5 shrink-0 text-text-muted" />
					<span className="min-w-0">
						{outcome && closedAt
							? t(`endedBy.${outcome}`, { name: closedBy ? nameOf(closedBy) : "", date: clock.full(closedAt) })
							: t("isOpen")}
					</span>
				</p>
				{answer && (
					<p dir="auto" className="mt-1 ps-6 whitespace-pre-line wrap-anywhere">
						{answer}
					</p>
				)}
				<p dir="auto" className="mt-1 ps-6 text-meta text-text-muted wrap-anywhere">
					{t(isByReporter ? "byReporter" : "byModerator", by)}
				</p>
				{note && (
					<p dir="auto" className="mt-1 ps-6 whitespace-pre-line wrap-anywhere">
						{note}
					</p>
				)}
			</div>
			<div className="mt-4 flex flex-wrap gap-2">
				{outcome ? (
					<Button size="small" onClick={() => onDecide("reopen")}>
						{t("choose.reopen")}
					</Button>
				) : (
					<>
						<Button size="small" variant="primary" onClick={() => onDecide("closed")}>
							{t("choose.closed")}
						</Button>
						<Button size="small" onClick={() => onDecide("returned")}>
							{t("choose.returned")}
						</Button>
					</>
				)}
				<SuspendSubject username={subject.username} />
			</div>
		</section>
	);
}
