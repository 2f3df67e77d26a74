"use client";

import { type FormEvent, useState } from "react";
import { useWithProof } from "@/app/_chat/admin/admin-access";
import { accountPath } from "@/app/_client/admin/account-path";
import { type ApiError, api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { Switch } from "@/app/_ui/switch";
import { TextArea } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import type { Account } from "@/lib/realtime/protocol";

type Props = { account: Account; onClose: () => void; onChanged: () => unknown };

const undoMs = 14 * 86_400_000;

/** Explains the deletion of somebody's account, and until when it can be undone, before an administrator does it. */
export function DeleteAccountDialog({ account, onClose, onChanged }: Props) {
	const { user, deletesAt, suspension } = account;
	const t = useTranslations("admin.people.deletion");
	const tPeople = useTranslations("admin.people");
	const tOwn = useTranslations("accountDeletion");
	const withProof = useWithProof();
	const toast = useToast();
	const { clock } = useDateFormat();
	const name = user.displayName;
	const before = suspension?.reason ?? "";
	const [reason, setReason] = useState(before);
	const [alsoMessages, setAlsoMessages] = useState(account.deletesMessages);
	// The user has asked for the deletion, and of their messages too.
	const isOwnWish = account.deletesMessages && !account.deletedByAdmin;
	const [final] = useState(() => deletesAt ?? new Date(Date.now() + undoMs).toISOString());
	const { busy, failure, submit } = useSubmit(async () => {
		await withProof(() => api.put(accountPath(user.username, "/deletion"), { reason, alsoMessages }));
		toast({ text: t("done", { name, date: clock.date(final) }) });
		onClose();
		onChanged();
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		void submit();
	};
	const facts = [
		t("now"),
		t("undo", { date: clock.date(final) }),
		t(alsoMessages ? "messagesGo" : "messagesStay"),
		t("backups"),
	];
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && !busy && onClose()}
			dirty={reason !== before}
			title={t("heading", { name })}
		>
			<form noValidate onSubmit={onSubmit} className="grid gap-4">
				<ul className="grid list-disc gap-1.5 ps-5 text-text-muted">
					{facts.map((fact) => (
						<li key={fact}>{fact}</li>
					))}
				</ul>
				<TextArea
					label={tPeople("reason")}
					hint={tPeople("reasonHint", { name })}
					rows={2}
					maxLength={500}
					value={reason}
					onChange={({ target }) => setReason(target.value)}
				/>
				<Switch
					label={t("alsoMessages")}
					text={tOwn("alsoMessagesText")}
					checked={alsoMessages}
					disabled={busy || isOwnWish}
					onChange={setAlsoMessages}
				/>
				{failure && <Refusal failure={failure} name={name} />}
				<DialogActions>
					<Button disabled={busy} onClick={onClose}>
						{tOwn("cancel")}
					</Button>
					<Button type="submit" variant="danger" busy={busy}>
						{tOwn("confirm")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}

function Refusal({ failure, name }: { failure: ApiError; name: string }) {
	const t = useTranslations("admin.people.deletion");
	const errorText = useErrorMessage();
	const owned = failure.wire.servers ?? [];
	if (owned.length === 0) return <Alert tone="danger">{errorText(failure)}</Alert>;
	return (
		<Alert tone="danger">
			{t("ownsServers", { name })}
			<ul className="mt-1.5 grid list-disc gap-1 ps-5">
				{owned.map((server) => (
					<li key={server.id} className="font-semibold wrap-anywhere">
						<bdi>{server.name}</bdi>
					</li>
				))}
			</ul>
		</Alert>
	);
}
