"use client";

import { type FormEvent, useState } from "react";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { keptDays, type Retention, useRetention } from "@/app/_client/retention/use-retention";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { Skeleton } from "@/app/_ui/skeleton";
import { TextField } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import { LoadFailure } from "../shell/load-failure";
import { RetentionText } from "./retention-text";

type Props = {
	/** The resource of the server or channel. */
	path: string;
	/** Of the server or channel. */
	name: string;
};

/** Sets for how many days a server or a channel keeps messages. A shorter time is confirmed. */
export function RetentionForm({ path, name }: Props) {
	const { retention, error, mutate } = useRetention(path);
	if (!retention)
		return error ? (
			<LoadFailure error={error} onRetry={() => void mutate()} />
		) : (
			<Skeleton className="h-20 w-full rounded-md" />
		);
	const save = async (keepDays: number | null) => {
		await mutate(await api.put<{ retention: Retention }>(path, { keepDays }), { revalidate: false });
	};
	return <Form key={retention.keepDays} retention={retention} name={name} onSave={save} />;
}

type FormProps = { retention: Retention; name: string; onSave: (keepDays: number | null) => Promise<void> };

function Form({ retention, name, onSave }: FormProps) {
	const t = useTranslations("retention");
	const common = useTranslations("common");
	const errorText = useErrorMessage();
	const { clock } = useDateFormat();
	const toast = useToast();
	const [text, setText] = useState(retention.keepDays === null ? "" : String(retention.keepDays));
	const [isTried, setTried] = useState(false);
	const [confirmed, setConfirmed] = useState<number | null>(null);
	const days = daysOf(text);
	const { busy, failure, submit } = useSubmit(async (keepDays: number | null) => {
		await onSave(keepDays);
		setConfirmed(null);
		toast({ text: t("saved") });
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		setTried(true);
		if (days === undefined) return;
		const after = keptDays(retention, days);
		if (after !== null && after < (keptDays(retention) ?? Number.POSITIVE_INFINITY)) setConfirmed(after);
		else void submit(days);
	};
	const alert = failure && <Alert tone="danger">{errorText(failure)}</Alert>;
	return (
		<form noValidate onSubmit={onSubmit} className="grid gap-3">
			<TextField
				label={t("label")}
				hint={t("hint")}
				inputMode="numeric"
				autoComplete="off"
				dir="ltr"
				maxLength={5}
				value={text}
				onChange={({ target }) => setText(target.value)}
				error={isTried && days === undefined ? t("wrong") : undefined}
			/>
			<RetentionText retention={retention} />
			{confirmed === null && alert}
			<div>
				<Button type="submit" disabled={days === retention.keepDays} busy={busy} busyLabel={t("saving")}>
					{t("save")}
				</Button>
			</div>
			{confirmed !== null && (
				<Dialog
					question
					open
					onOpenChange={() => !busy && setConfirmed(null)}
					title={t("confirmHeading", { count: confirmed })}
					text={t("confirmText", { name, count: confirmed, at: clock.full(retention.nextRunAt) })}
				>
					{alert}
					<DialogActions>
						<Button onClick={() => setConfirmed(null)}>{common("cancel")}</Button>
						<Button variant="danger" busy={busy} busyLabel={t("saving")} onClick={() => void submit(days ?? null)}>
							{t("confirm", { count: confirmed })}
						</Button>
					</DialogActions>
				</Dialog>
			)}
		</form>
	);
}

/** Null without a text; undefined for anything that is no number of days. */
function daysOf(text: string): number | null | undefined {
	if (text.trim() === "") return null;
	const days = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
	return days >= 1 && days <= 36_500 ? days : undefined;
}
