"use client";

import { useState } from "react";
import useSWR from "swr";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useReauthentication } from "@/app/_chat/settings/use-reauthentication";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { lazy } from "@/app/_ui/lazy";
import { useToast } from "@/app/_ui/toast";
import type { TotpState } from "@/lib/realtime/protocol";
import type { TotpSetup } from "./set-up-dialog";

const SetUpDialog = lazy(() => import("./set-up-dialog").then((module) => module.SetUpDialog));
const QuestionDialog = lazy(() => import("./two-step-question").then((module) => module.QuestionDialog));
const RecoveryCodesDialog = lazy(() => import("./recovery-codes-dialog").then((module) => module.RecoveryCodesDialog));

type Open = { kind: "setUp"; setup: TotpSetup } | { kind: "codes"; codes: string[] } | { kind: "renew" | "off" };

/** The authenticator app of the viewer: set up, turned off, and its recovery codes. */
export function TwoStepSection({ username, first }: { username: string; first: TotpState }) {
	const t = useTranslations("twoStep");
	const errorText = useErrorMessage();
	const toast = useToast();
	const { clock } = useDateFormat();
	const { data = first, mutate } = useSWR<TotpState>("/api/account/totp", { fallbackData: first });
	const [open, setOpen] = useState<Open | null>(null);
	const { withProof, dialog } = useReauthentication();
	const { busy, failure, submit } = useSubmit(async () => {
		setOpen({ kind: "setUp", setup: await withProof(() => api.post<TotpSetup>("/api/account/totp")) });
	});
	const close = () => setOpen(null);
	const show = async (codes: string[]) => {
		setOpen({ kind: "codes", codes });
		await mutate();
	};
	const renew = async () => {
		const { recoveryCodes } = await withProof(() =>
			api.post<{ recoveryCodes: string[] }>("/api/account/recovery-codes"),
		);
		await show(recoveryCodes);
	};
	const turnOff = async () => {
		await withProof(() => api.delete("/api/account/totp"));
		close();
		toast({ text: t("turnedOff") });
		await mutate();
	};
	const { confirmedAt, recoveryCodesLeft } = data;
	return (
		<SettingsSection
			title={t("title")}
			text={confirmedAt ? t("textOn", { date: clock.date(confirmedAt) }) : t("textOff")}
		>
			<div className="grid gap-4">
				{confirmedAt ? (
					<>
						<p className="max-w-[60ch] text-text-muted">{t("left", { count: recoveryCodesLeft })}</p>
						<div className="flex flex-wrap gap-2">
							<Button onClick={() => setOpen({ kind: "renew" })}>{t("renew")}</Button>
							<Button variant="dangerOutline" onClick={() => setOpen({ kind: "off" })}>
								{t("turnOff")}
							</Button>
						</div>
					</>
				) : (
					<div>
						<Button busy={busy} onClick={() => void submit()}>
							{t("setUp")}
						</Button>
					</div>
				)}
				{failure && failure.code !== "reauthentication_required" && <Alert tone="danger">{errorText(failure)}</Alert>}
			</div>
			{open?.kind === "setUp" && (
				<SetUpDialog setup={open.setup} withProof={withProof} onClose={close} onConfirmed={show} />
			)}
			{open?.kind === "codes" && <RecoveryCodesDialog username={username} codes={open.codes} onClose={close} />}
			{open?.kind === "renew" && (
				<QuestionDialog title={t("renewTitle")} text={t("renewText")} yes={t("renew")} act={renew} onClose={close} />
			)}
			{open?.kind === "off" && (
				<QuestionDialog title={t("offTitle")} text={t("offText")} yes={t("turnOff")} act={turnOff} onClose={close} />
			)}
			{dialog}
		</SettingsSection>
	);
}
