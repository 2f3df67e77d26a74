"use client";

import { type FormEvent, useState } from "react";
import { ReasonFields, SanctionFields } from "@/app/_chat/moderation/moderation-fields";
import { formOf, type ModerationForm, sanctionOf } from "@/app/_chat/moderation/moderation-form";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useBulkModeration } from "@/app/_client/moderation/use-bulk-moderation";
import { uuid } from "@/app/_client/uuid";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import type { SanctionKind } from "@/lib/realtime/protocol";

type Props = {
	serverId: number;
	kind: SanctionKind;
	usernames: string[];
	onClose: () => void;
	/** The sanctions are imposed. */
	onDone: () => void;
	/** They are imposed, or undone. */
	onChanged: () => void;
};

/** Asks for how long and why many members are sanctioned. */
export function BulkDialog({ serverId, kind, usernames, onClose, onDone, onChanged }: Props) {
	const t = useTranslations("moderation");
	const cancel = useTranslations("common")("cancel");
	const errorText = useErrorMessage();
	const moderate = useBulkModeration(serverId, onChanged);
	const [form, setForm] = useState<ModerationForm>(() => formOf(kind));
	const [nonce] = useState(uuid);
	const change = (part: Partial<ModerationForm>) => setForm((before) => ({ ...before, ...part }));
	const { busy, failure, submit } = useSubmit(async () => {
		const [reason, note] = [form.reason.trim(), form.note.trim()];
		await moderate(usernames, {
			sanction: sanctionOf(kind, form.duration, Date.now()),
			...(reason && { reason }),
			...(note && { note }),
			nonce,
		});
		onClose();
		onDone();
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		void submit();
	};
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && !busy && onClose()}
			dirty={form.reason !== "" || form.note !== ""}
			title={t(`bulk.heading.${kind}`, { count: usernames.length })}
			text={t(`text.${kind}`)}
		>
			<form noValidate onSubmit={onSubmit} className="grid gap-4">
				<SanctionFields form={form} offered={[kind]} onChange={change} />
				<ReasonFields form={form} hint={t("bulk.reasonHint")} onChange={change} />
				{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
				<DialogActions>
					<Button disabled={busy} onClick={onClose}>
						{cancel}
					</Button>
					<Button type="submit" variant="danger" busy={busy} busyLabel={t("working")}>
						{t(`confirm.${kind}`)}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
