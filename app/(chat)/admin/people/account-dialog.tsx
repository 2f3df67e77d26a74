"use client";

import { type FormEvent, useState } from "react";
import { useWithProof } from "@/app/_chat/admin/admin-access";
import { accountPath } from "@/app/_client/admin/account-path";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { Select } from "@/app/_ui/select";
import { TextArea } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import type { Account } from "@/lib/realtime/protocol";
import { HandOverLink } from "./hand-over-link";

/** Without PUBLIC_URL the server does not know the address at which users open it. */
const fromHere = (link: string) => {
	const { pathname, hash } = new URL(link);
	return `${location.origin}${pathname}${hash}`;
};

export type AccountAction = "suspend" | "resetLink" | "endSessions" | "removeFactors" | "makeAdmin" | "removeAdmin";

type Props = { action: AccountAction; account: Account; onClose: () => void; onChanged: () => unknown };

const day = 86_400_000;
const durations = { day, week: 7 * day, weeks4: 28 * day, forever: null };
type Duration = keyof typeof durations;

/** Asks before an administrator changes an account. */
export function AccountDialog({ action, account, onClose, onChanged }: Props) {
	const t = useTranslations("admin.people");
	const cancel = useTranslations("common")("cancel");
	const withProof = useWithProof();
	const errorText = useErrorMessage();
	const toast = useToast();
	const { user, suspension } = account;
	const name = user.displayName;
	const before = suspension?.reason ?? "";
	const [reason, setReason] = useState(before);
	const [duration, setDuration] = useState<Duration>("forever");
	const [link, setLink] = useState<string | null>(null);
	const call = async () => {
		const path = (part: string) => accountPath(user.username, part);
		const ms = durations[duration];
		const until = ms === null ? null : new Date(Date.now() + ms).toISOString();
		switch (action) {
			case "suspend":
				return api.put(path("/suspension"), { reason, until });
			case "endSessions":
				return api.delete(path("/sessions"));
			case "removeFactors":
				return api.delete(path("/second-factors"));
			case "makeAdmin":
				return api.put(path("/administrator"));
			case "removeAdmin":
				return api.delete(path("/administrator"));
			case "resetLink":
				return setLink(fromHere((await api.post<{ link: string }>(path("/reset-link"))).link));
		}
	};
	const { busy, failure, submit } = useSubmit(async () => {
		await withProof(call);
		if (action === "resetLink") return;
		toast({ text: t(`done.${action}`, { name }) });
		onClose();
		onChanged();
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		void submit();
	};
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && !busy && onClose()}
			dirty={reason !== before}
			title={t(`heading.${action}`, { name })}
			text={t(`text.${action}`)}
		>
			{link === null ? (
				<form noValidate onSubmit={onSubmit} className="grid gap-4">
					{action === "suspend" && (
						<>
							<Select
								label={t("duration")}
								value={duration}
								onChange={({ target }) => setDuration(target.value as Duration)}
							>
								{(Object.keys(durations) as Duration[]).map((each) => (
									<option key={each} value={each}>
										{t(`durations.${each}`)}
									</option>
								))}
							</Select>
							<TextArea
								label={t("reason")}
								hint={t("reasonHint", { name })}
								rows={2}
								maxLength={500}
								value={reason}
								onChange={({ target }) => setReason(target.value)}
							/>
						</>
					)}
					{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
					<DialogActions>
						<Button disabled={busy} onClick={onClose}>
							{cancel}
						</Button>
						<Button
							type="submit"
							variant={action === "resetLink" || action === "makeAdmin" ? "primary" : "danger"}
							busy={busy}
						>
							{t(`confirm.${action}`)}
						</Button>
					</DialogActions>
				</form>
			) : (
				<HandOverLink link={link} name={name} onClose={onClose} />
			)}
		</Dialog>
	);
}
