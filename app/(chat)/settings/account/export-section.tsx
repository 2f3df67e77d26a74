"use client";

import { Download } from "lucide-react";
import useSWR from "swr";
import { useFormatter } from "use-intl/react";
import { useFileSize } from "@/app/_chat/attachments/use-file-size";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useReauthentication } from "@/app/_chat/settings/use-reauthentication";
import { LoadFailure } from "@/app/_chat/shell/load-failure";
import { type ApiError, api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button, buttonClass } from "@/app/_ui/button";
import type { AccountExport } from "@/lib/realtime/protocol";

const path = "/api/account/export";
const pollMs = 2000;
type Answer = { export: AccountExport | null };

/** Asks for a copy of the user's data, shows how far it is, and offers it while it exists. */
export function ExportSection() {
	const t = useTranslations("accountExport");
	const sizeText = useFileSize();
	const { data, error, mutate } = useSWR<Answer, ApiError>(path, {
		refreshInterval: (latest) => (latest?.export?.state === "working" ? pollMs : 0),
	});
	const { withProof, dialog } = useReauthentication();
	const { busy, failure, submit } = useSubmit(async () => {
		await mutate(await withProof(() => api.post<Answer>(path)), { revalidate: false });
	});
	const refusal = useRefusal()(failure);
	const state = data?.export?.state;
	return (
		<SettingsSection title={t("title")} text={t("text")}>
			<p role="status" className="sr-only">
				{state === "working" && t("workingText")}
				{state === "ready" && t("download", { size: sizeText(data?.export?.size ?? 0) })}
			</p>
			<div className="grid max-w-100 gap-4">
				{error && !data && <LoadFailure error={error} onRetry={() => mutate()} />}
				{data?.export && state === "working" && <Progress percent={data.export.progress} />}
				{data?.export && state === "ready" && <Ready {...data.export} />}
				{state === "failed" && <Alert tone="danger">{t("failed")}</Alert>}
				{refusal && <Alert tone="danger">{refusal}</Alert>}
				{data && mayBegin(data.export) && (
					<div>
						<Button busy={busy} onClick={() => void submit()}>
							{t(state === "ready" ? "again" : "begin")}
						</Button>
					</div>
				)}
			</div>
			{dialog}
		</SettingsSection>
	);
}

/** Once a day, and again at once after a failure. */
const mayBegin = (latest: AccountExport | null) =>
	!latest ||
	latest.state === "failed" ||
	(latest.state === "ready" && Date.now() - Date.parse(latest.requestedAt) > 86_400_000);

function Progress({ percent }: { percent: number }) {
	const t = useTranslations("accountExport");
	return (
		<div className="grid gap-2">
			<p className="font-semibold tabular-nums">{t("working", { percent })}</p>
			<div
				role="progressbar"
				aria-label={t("title")}
				aria-valuenow={percent}
				className="h-1.5 overflow-hidden rounded-full bg-line-strong"
			>
				<div className="h-full rounded-full bg-ember transition-[width]" style={{ width: `${percent}%` }} />
			</div>
			<p className="text-meta text-text-muted">{t("workingText")}</p>
		</div>
	);
}

function Ready({ size, expiresAt }: AccountExport) {
	const t = useTranslations("accountExport");
	const sizeText = useFileSize();
	const format = useFormatter();
	const date = expiresAt && format.dateTime(new Date(expiresAt), { dateStyle: "long" });
	return (
		<div className="grid gap-2">
			<div>
				<a href={`${path}/file`} download className={buttonClass("primary")}>
					<Download size="1rem" aria-hidden="true" />
					{t("download", { size: sizeText(size ?? 0) })}
				</a>
			</div>
			{date && (
				<p suppressHydrationWarning className="text-meta text-text-muted">
					{t("until", { date })}
				</p>
			)}
		</div>
	);
}

function useRefusal() {
	const t = useTranslations("accountExport");
	const errorText = useErrorMessage();
	return (failure: ApiError | undefined) => {
		if (!failure) return undefined;
		const isDaily = failure.code === "rate_limited" && (failure.retryAfterMs ?? 0) > 600_000;
		return isDaily ? t("onceADay") : errorText(failure);
	};
}
