"use client";

import { type FormEvent, useState } from "react";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useRemoveMessages } from "@/app/_client/moderation/use-remove-messages";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { TextArea } from "@/app/_ui/text-field";
import type { Message } from "@/lib/realtime/protocol";
import { ReasonChips } from "./reason-chips";

type Props = { serverId: number; messages: readonly Message[]; onClose: () => void };

/** Asks before the messages of several authors are removed, and for a reason that each of them reads. */
export function RemoveSelectedDialog({ serverId, messages, onClose }: Props) {
	const t = useTranslations("selection");
	const moderation = useTranslations("moderation");
	const cancel = useTranslations("common")("cancel");
	const errorText = useErrorMessage();
	const remove = useRemoveMessages(serverId);
	const [reason, setReason] = useState("");
	const users = new Set(messages.map(({ author }) => author.id)).size;
	const { busy, failure, submit } = useSubmit(async () => {
		await remove(messages, reason.trim());
		onClose();
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		void submit();
	};
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && !busy && onClose()}
			dirty={reason !== ""}
			title={t("heading", { count: messages.length })}
			text={t("text", { users })}
		>
			<form noValidate onSubmit={onSubmit} className="grid gap-4">
				<div className="grid gap-2">
					<TextArea
						label={moderation("reason")}
						hint={moderation("bulk.reasonHint")}
						rows={2}
						maxLength={500}
						value={reason}
						onChange={({ target }) => setReason(target.value)}
					/>
					<ReasonChips label={moderation("commonReasons")} reason={reason} onChoose={setReason} />
				</div>
				{failure && <Alert tone="danger">{failure.code === "forbidden" ? t("refused") : errorText(failure)}</Alert>}
				<DialogActions>
					<Button disabled={busy} onClick={onClose}>
						{cancel}
					</Button>
					<Button type="submit" variant="danger" busy={busy} busyLabel={moderation("working")}>
						{t("remove")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
