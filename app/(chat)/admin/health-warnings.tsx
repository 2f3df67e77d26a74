"use client";

import { CircleCheck, Info, TriangleAlert } from "lucide-react";
import { Link } from "@/app/_chat/shell/link";
import { type AdminSection, adminPath } from "@/app/_client/admin/admin-sections";
import { useBytes } from "@/app/_client/admin/use-bytes";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { HealthWarning } from "@/lib/realtime/protocol";

const notes: HealthWarning["code"][] = ["no_mail", "no_public_url"];
/** The sections where administrators do something about a warning. */
const sections: Partial<Record<HealthWarning["code"], AdminSection>> = {
	quota_nearly_full: { path: "/settings", title: "settings" },
	backup_late: { path: "/backups", title: "backups" },
	jobs_late: { path: "/jobs", title: "jobs" },
	jobs_failed: { path: "/jobs", title: "jobs" },
	cases_open: { path: "/cases", title: "cases" },
};

/** The warnings for administrators, in sentences. */
export function HealthWarnings({ warnings }: { warnings: HealthWarning[] }) {
	const t = useTranslations("admin.health");
	const tSections = useTranslations("admin.sections");
	const sentence = useSentence();
	const isWell = warnings.every(({ code }) => notes.includes(code));
	return (
		<ul aria-label={t("warningsLabel")} className="mb-6 grid gap-2">
			{isWell && (
				<li className="flex gap-2.5 rounded-[10px] border border-success/45 bg-success-subtle px-3 py-2.5">
					<CircleCheck size="1rem" aria-hidden="true" className="mt-0.5 shrink-0 text-success-text" />
					<span dir="auto">{t("allWell")}</span>
				</li>
			)}
			{warnings.map((warning) => {
				const isNote = notes.includes(warning.code);
				const Icon = isNote ? Info : TriangleAlert;
				const section = sections[warning.code];
				return (
					<li
						key={JSON.stringify(warning)}
						className={
							isNote
								? "flex gap-2.5 rounded-[10px] border px-3 py-2.5 text-text-muted"
								: "flex gap-2.5 rounded-[10px] border border-danger/45 bg-danger-subtle px-3 py-2.5 [&_svg]:text-danger-text"
						}
					>
						<Icon size="1rem" aria-hidden="true" className="mt-0.5 shrink-0" />
						<span dir="auto" className="min-w-0 wrap-anywhere">
							{sentence(warning)}
						</span>
						{section && (
							<Link href={adminPath(section.path)} className="link ms-auto shrink-0 max-md:-my-2.5 max-md:py-2.5">
								{tSections(section.title)}
							</Link>
						)}
					</li>
				);
			})}
		</ul>
	);
}

function useSentence(): (warning: HealthWarning) => string {
	const t = useTranslations("admin.health.warnings");
	const bytes = useBytes();
	const { clock } = useDateFormat();
	return (warning) => {
		switch (warning.code) {
			case "disk_full":
			case "disk_low":
			case "memory_low":
				return t(warning.code, { free: bytes(warning.freeBytes), total: bytes(warning.totalBytes) });
			case "quota_nearly_full":
				return t("quota_nearly_full", { used: bytes(warning.used), limit: bytes(warning.limit) });
			case "pool_busy":
				return t("pool_busy", { size: warning.size, waiting: warning.waiting });
			case "backup_late":
				return t("backup_late", { since: clock.full(warning.since) });
			case "jobs_late":
				return t("jobs_late", { queue: warning.queue, since: clock.full(warning.since) });
			case "jobs_failed":
			case "cases_open":
				return t(warning.code, { count: warning.count });
			case "no_mail":
			case "no_public_url":
			case "rate_limits_off":
				return t(warning.code);
		}
	};
}
