"use client";

import { ListChecks } from "lucide-react";
import { useRef, useState } from "react";
import { useWithProof } from "@/app/_chat/admin/admin-access";
import { ListStates } from "@/app/_chat/settings/list-states";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useDateFormat } from "@/app/_client/use-date-format";
import { usePages } from "@/app/_client/use-pages";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Select } from "@/app/_ui/select";
import { useToast } from "@/app/_ui/toast";
import type { Job } from "@/lib/realtime/protocol";

type JobPage = { jobs: Job[]; nextCursor: string | null };

const states = ["failed", "waiting", "running"] as const;

/** The background jobs of a state, and a button to try a failed one again. */
export function JobsView() {
	const t = useTranslations("admin.jobs");
	const [state, setState] = useState<string>("failed");
	const list = useRef<HTMLDivElement>(null);
	const path = `/api/admin/jobs?limit=50&state=${state}`;
	const { pages, again, ...rest } = usePages<JobPage>(path);
	const jobs = pages?.flatMap((page) => page.jobs);
	const onRetried = () => {
		list.current?.focus();
		void again();
	};
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
			<p className="max-w-[60ch] text-text-muted">{t("text")}</p>
			<div className="w-72 max-w-full">
				<Select label={t("state")} value={state} onChange={({ target }) => setState(target.value)}>
					{states.map((each) => (
						<option key={each} value={each}>
							{t(`states.${each}`)}
						</option>
					))}
				</Select>
			</div>
			<ListStates
				{...rest}
				ref={list}
				again={again}
				count={jobs?.length}
				empty={{ icon: <ListChecks size="1.75rem" strokeWidth={1.75} aria-hidden="true" />, title: t("none") }}
			>
				<ul className="divide-y border-y">
					{jobs?.map((job) => (
						<JobRow key={job.id} job={job} onRetried={onRetried} />
					))}
				</ul>
			</ListStates>
		</div>
	);
}

function JobRow({ job, onRetried }: { job: Job; onRetried: () => void }) {
	const t = useTranslations("admin.jobs");
	const { clock } = useDateFormat();
	const withProof = useWithProof();
	const errorText = useErrorMessage();
	const toast = useToast();
	const { busy, failure, submit } = useSubmit(async () => {
		await withProof(() => api.post(`/api/admin/jobs/${job.id}/retry`));
		toast({ text: t("retried") });
		onRetried();
	});
	const { id, queue, state, attempts, error, createdAt, runAt, failedAt } = job;
	const time =
		state === "failed" && failedAt
			? t("failedAt", { time: clock.full(failedAt) })
			: state === "waiting" && runAt !== createdAt
				? t("runAt", { time: clock.full(runAt) })
				: t("createdAt", { time: clock.full(createdAt) });
	return (
		<li className="flex flex-wrap items-start gap-3 py-3">
			<div className="min-w-0 flex-1 basis-56">
				<h2 dir="auto" className="text-sm font-semibold wrap-anywhere">
					{t("name", { queue, id })}
				</h2>
				<p dir="auto" className="text-meta text-text-faint">
					{time} · {t("attempts", { count: attempts })}
				</p>
				{error && (
					<p dir="auto" className="mt-1.5 text-meta text-danger-text wrap-anywhere">
						{error}
					</p>
				)}
				{failure && (
					<div className="mt-2">
						<Alert tone="danger">{errorText(failure)}</Alert>
					</div>
				)}
			</div>
			{state === "failed" && (
				<Button size="small" busy={busy} aria-label={t("retryJob", { queue, id })} onClick={() => void submit()}>
					{t("retry")}
				</Button>
			)}
		</li>
	);
}
