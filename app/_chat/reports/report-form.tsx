"use client";

import type { FormEvent } from "react";
import type { ReportTarget } from "@/app/_client/reports/report-target";
import { useHandlesReports } from "@/app/_client/reports/use-handles-reports";
import { useName } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { DialogActions } from "@/app/_ui/dialog";
import { RadioCards } from "@/app/_ui/radio-cards";
import { Switch } from "@/app/_ui/switch";
import { TextArea } from "@/app/_ui/text-field";
import type { ReportCategory } from "@/lib/realtime/protocol";
import { useParser } from "../markdown/use-parser";
import { previewText } from "../messages/preview-text";
import { useReportFailure } from "./use-report-failure";
import type { ReportFormState } from "./use-report-form";

const categories: ReportCategory[] = [
	"spam",
	"harassment",
	"hate",
	"violence",
	"sexual",
	"self_harm",
	"illegal",
	"other",
];
/** The longest comment, in characters. */
const maxComment = 1000;

type Props = { target: ReportTarget; form: ReportFormState; onClose: () => void };

export function ReportForm({ target, form, onClose }: Props) {
	const t = useTranslations("reports");
	const cancel = useTranslations("common")("cancel");
	const failureOf = useReportFailure(target);
	const { category, comment, isMissing, busy } = form;
	const failure = form.failure && failureOf(form.failure);
	const { user, message, serverId } = target;
	const name = useName(user, serverId);
	useParser();
	const isModerator = useHandlesReports(serverId, user.id);
	const instance = useTranslations("common")("instanceName");
	const excerpt = message && previewText(message);
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		form.send();
	};
	return (
		<form noValidate onSubmit={onSubmit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
			{excerpt && (
				<div className="rounded-md bg-sunken px-3 py-2 text-sm text-text-muted">
					<p dir="auto" className="line-clamp-3 wrap-anywhere">
						<b className="font-semibold">{name}</b>: {excerpt}
					</p>
				</div>
			)}
			<RadioCards
				label={t("category")}
				columns="grid-cols-[repeat(auto-fit,minmax(min(8.5rem,100%),1fr))]"
				options={categories.map((value) => ({ value, label: t(`categories.${value}`) }))}
				value={category}
				onChange={form.setCategory}
			/>
			{isMissing && <Alert tone="danger">{t("categoryMissing")}</Alert>}
			<TextArea
				label={t("comment")}
				hint={t("commentHint")}
				rows={2}
				maxLength={maxComment}
				value={comment}
				onChange={(event) => form.setComment(event.target.value)}
			/>
			{isModerator && (
				<Switch
					label={t("toAdministrators", { instance })}
					text={t("toAdministratorsText", { name })}
					checked={form.toAdministrators}
					onChange={form.setToAdministrators}
				/>
			)}
			{failure && <Alert tone="danger">{failure.text}</Alert>}
			<DialogActions>
				<Button disabled={busy} onClick={onClose}>
					{cancel}
				</Button>
				{!failure?.isFinal && (
					<Button type="submit" variant="primary" busy={busy} busyLabel={t("sending")}>
						{t("send")}
					</Button>
				)}
			</DialogActions>
		</form>
	);
}
