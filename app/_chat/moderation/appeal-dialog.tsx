"use client";

import { type FormEvent, useState } from "react";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { maxAppeal, useAppeal } from "@/app/_client/moderation/use-appeal";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { TextArea } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import type { Sanction } from "@/lib/realtime/protocol";
import { useSanctionText } from "./use-sanction-text";

type Props = { sanction: Sanction; onClose: () => void };

/** Asks why a sanction should be lifted, and appeals against it. */
export function AppealDialog({ sanction, onClose }: Props) {
	const t = useTranslations("appeals");
	const cancel = useTranslations("common")("cancel");
	const errorText = useErrorMessage();
	const toast = useToast();
	const textOf = useSanctionText();
	const appeal = useAppeal();
	const [text, setText] = useState("");
	const [isMissing, setMissing] = useState(false);
	const { busy, failure, submit } = useSubmit(async () => {
		await appeal(sanction.id, text);
		toast({ text: t("sent") });
		onClose();
	});
	// Sent from another tab: the text stays in the field, to be copied.
	const isOver = failure?.code === "conflict";
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		setMissing(text.trim() === "");
		if (text.trim() !== "") void submit();
	};
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && !busy && onClose()}
			dirty={text !== ""}
			title={t("heading")}
			text={t("text", { server: sanction.server.name })}
		>
			<form noValidate onSubmit={onSubmit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
				<div className="rounded-md bg-sunken px-3 py-2 text-sm text-text-muted">
					<p dir="auto" className="line-clamp-6 whitespace-pre-line wrap-anywhere">
						{textOf(sanction)}
					</p>
				</div>
				<TextArea
					label={t("label")}
					rows={4}
					maxLength={maxAppeal}
					value={text}
					error={isMissing ? t("missing") : undefined}
					onChange={(event) => {
						setText(event.target.value);
						setMissing(false);
					}}
				/>
				{failure && <Alert tone="danger">{isOver ? t("already") : errorText(failure)}</Alert>}
				<DialogActions>
					<Button disabled={busy} onClick={onClose}>
						{cancel}
					</Button>
					{!isOver && (
						<Button type="submit" variant="primary" busy={busy} busyLabel={t("sending")}>
							{t("send")}
						</Button>
					)}
				</DialogActions>
			</form>
		</Dialog>
	);
}
