"use client";

import { type FormEvent, useState } from "react";
import useSWR from "swr";
import { useViewer } from "@/app/_client/account/use-viewer";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { TextField } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import type { Member } from "@/lib/realtime/protocol";

const maxLength = 32;

/** The member whose nickname a dialog changes. */
export type NicknameTarget = {
	serverId: number;
	user: { id: number; username: string; displayName: string };
};

/** Changes the nickname of a member, or the viewer's own. An empty field removes it. */
export function NicknameDialog({ serverId, user, onClose }: NicknameTarget & { onClose: () => void }) {
	const t = useTranslations("nickname");
	const cancel = useTranslations("common")("cancel");
	const errorText = useErrorMessage();
	const toast = useToast();
	const isMe = useViewer()?.id === user.id;
	const { data } = useSWR<{ members: Member[] }>(`/api/servers/${serverId}/members?userIds=${user.id}`, {
		revalidateOnFocus: false,
		dedupingInterval: 0,
	});
	const before = data?.members[0]?.nickname ?? "";
	const [typed, setTyped] = useState<string | null>(null);
	const nickname = typed ?? before;
	const wanted = nickname.trim();
	const { busy, failure, submit } = useSubmit(async () => {
		const path = `/api/servers/${serverId}/members/${encodeURIComponent(user.username)}/nickname`;
		await api.put(path, { nickname: wanted || null });
		toast({ text: wanted ? t("saved", { name: wanted }) : t("removed", { name: user.displayName }) });
		onClose();
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		void submit();
	};
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && onClose()}
			dirty={typed !== null && wanted !== before}
			title={isMe ? t("ownHeading") : t("heading", { name: user.displayName })}
			text={isMe ? t("ownText") : t("text", { username: user.username })}
		>
			<form noValidate onSubmit={onSubmit} className="grid gap-4">
				<TextField
					label={t("label")}
					hint={t("hint")}
					placeholder={user.displayName}
					autoComplete="off"
					maxLength={maxLength}
					value={nickname}
					onChange={(event) => setTyped(event.target.value)}
					error={failure?.fields.nickname}
				/>
				{failure && !failure.fields.nickname && <Alert tone="danger">{errorText(failure)}</Alert>}
				<DialogActions>
					<Button onClick={onClose}>{cancel}</Button>
					<Button type="submit" variant="primary" busy={busy} busyLabel={t("saving")} disabled={!data}>
						{t("save")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
