"use client";

import { CircleCheck, CircleHelp, TriangleAlert } from "lucide-react";
import { useWithProof } from "@/app/_chat/admin/admin-access";
import { LoadFailure } from "@/app/_chat/shell/load-failure";
import { useBytes } from "@/app/_client/admin/use-bytes";
import { api } from "@/app/_client/api";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import type { Backups, StoredBackup } from "@/lib/realtime/protocol";

type Answer = { backups: Backups };
type Props = { archive: StoredBackup; isBusy: boolean; onChange: (answer: Answer) => unknown };

/** A backup with its last check and the button that verifies it. */
export function ArchiveRow({ archive, isBusy, onChange }: Props) {
	const t = useTranslations("admin.backups");
	const bytes = useBytes();
	const { clock } = useDateFormat();
	const withProof = useWithProof();
	const created = clock.full(archive.createdAt);
	const { busy, failure, submit } = useSubmit(async () => {
		const path = `/api/admin/backups/${archive.name}/verify`;
		onChange(await withProof(() => api.post<Answer>(path, {})));
	});
	const facts = [bytes(archive.bytes), ...(archive.isEncrypted ? [t("encrypted")] : [])];
	return (
		<li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
			<div className="min-w-0 flex-1 basis-56">
				<p dir="auto" className="font-semibold">
					{created}
				</p>
				<p dir="auto" className="text-meta text-text-muted wrap-anywhere tabular-nums">
					{facts.join(" · ")}
				</p>
				<Check checked={archive.checked} />
			</div>
			<Button
				size="small"
				busy={busy || isBusy}
				busyLabel={t("verifying")}
				aria-label={t("verifyName", { time: created })}
				onClick={() => void submit()}
			>
				{t("verify")}
			</Button>
			{failure && <LoadFailure error={failure} onRetry={() => submit()} className="basis-full" />}
		</li>
	);
}

const passed = { verification: "verificationPassed", rehearsal: "rehearsalPassed" } as const;

function Check({ checked }: Pick<StoredBackup, "checked">) {
	const t = useTranslations("admin.backups");
	const { clock } = useDateFormat();
	const Icon = checked ? (checked.error === null ? CircleCheck : TriangleAlert) : CircleHelp;
	const look = checked ? (checked.error === null ? "text-success-text" : "text-danger-text") : "text-text-muted";
	return (
		<p role="status" className={`mt-1 flex gap-1.5 text-meta ${look}`}>
			<Icon size="1rem" aria-hidden="true" className="mt-px shrink-0" />
			<span dir="auto" className="min-w-0 wrap-anywhere">
				{checked === null && t("unchecked")}
				{checked?.error === null && t(passed[checked.kind], { time: clock.full(checked.at) })}
				{checked && checked.error !== null && t("checkFailed", { time: clock.full(checked.at), reason: checked.error })}
			</span>
		</p>
	);
}
