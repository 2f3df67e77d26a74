"use client";

import { type FormEvent, useState } from "react";
import { useWithProof } from "@/app/_chat/admin/admin-access";
import { adminServerPath } from "@/app/_client/admin/admin-server-path";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { TextArea, TextField } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import type { AdminServer } from "@/lib/realtime/protocol";

export type ServerAction = "delist" | "freeze" | "transfer" | "delete";

type Props = { action: ServerAction; server: AdminServer; onClose: () => void; onChanged: () => unknown };

/** Asks before an administrator changes a server. A deletion asks for the exact name. */
export function ServerDialog({ action, server, onClose, onChanged }: Props) {
	const t = useTranslations("admin.servers");
	const common = useTranslations("common");
	const withProof = useWithProof();
	const errorText = useErrorMessage();
	const toast = useToast();
	const { id, name } = server;
	const before = (action === "freeze" ? server.freeze : server.delisting)?.reason ?? "";
	const [reason, setReason] = useState(before);
	const [typed, setTyped] = useState("");
	const username = typed.trim().replace(/^@/, "");
	const call = () => {
		switch (action) {
			case "delist":
				return api.put(adminServerPath(id, "/delisting"), { reason });
			case "freeze":
				return api.put(adminServerPath(id, "/freeze"), { reason });
			case "transfer":
				return api.put(adminServerPath(id, "/owner"), { username });
			case "delete":
				return api.delete(adminServerPath(id));
		}
	};
	const { busy, failure, submit } = useSubmit(async () => {
		await withProof(call);
		toast({ text: t(`done.${action}`, { name }) });
		onClose();
		onChanged();
	});
	const isReady = action === "delete" ? typed.trim() === name.trim() : action !== "transfer" || username !== "";
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		if (isReady) void submit();
	};
	const isUnknown = failure?.code === "user_not_found" ? t("noMember", { name }) : failure?.fields.username;
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && !busy && onClose()}
			dirty={reason !== before}
			title={t(`heading.${action}`, { name })}
			text={t(`text.${action}`, { members: common("members", { count: server.memberCount }) })}
		>
			<form noValidate onSubmit={onSubmit} className="grid gap-4">
				{(action === "delist" || action === "freeze") && (
					<TextArea
						label={t("reason")}
						hint={t(`reasonHint.${action}`)}
						rows={2}
						maxLength={500}
						value={reason}
						onChange={({ target }) => setReason(target.value)}
					/>
				)}
				{(action === "transfer" || action === "delete") && (
					<TextField
						label={
							action === "transfer" ? (
								t("newOwner")
							) : (
								<span dir="auto" className="font-normal wrap-anywhere">
									{t.rich("typeName", { name, b: (chunks) => <b>{chunks}</b> })}
								</span>
							)
						}
						hint={action === "transfer" ? t("newOwnerHint") : undefined}
						error={isUnknown}
						autoComplete="off"
						autoCapitalize="none"
						spellCheck={false}
						value={typed}
						onChange={({ target }) => setTyped(target.value)}
					/>
				)}
				{failure && !isUnknown && <Alert tone="danger">{errorText(failure)}</Alert>}
				<DialogActions>
					<Button disabled={busy} onClick={onClose}>
						{common("cancel")}
					</Button>
					<Button type="submit" variant={action === "transfer" ? "primary" : "danger"} disabled={!isReady} busy={busy}>
						{t(`confirm.${action}`)}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
