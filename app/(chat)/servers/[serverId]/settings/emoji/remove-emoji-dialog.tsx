"use client";

import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { useToast } from "@/app/_ui/toast";
import type { Emoji } from "@/lib/realtime/protocol";

type Props = { serverId: number; emoji: Emoji; onClose: (isRemoved: boolean) => void };

/** Messages and reactions keep a removed emoji. */
export function RemoveEmojiDialog({ serverId, emoji, onClose }: Props) {
	const t = useTranslations("serverEmoji");
	const errorText = useErrorMessage();
	const toast = useToast();
	const { name } = emoji;
	const { busy, failure, submit } = useSubmit(async () => {
		await api.delete(`/api/servers/${serverId}/emoji/${emoji.id}`);
		toast({ text: t("removed", { name }) });
		onClose(true);
	});
	return (
		<Dialog
			question
			open
			onOpenChange={(open) => !open && !busy && onClose(false)}
			title={t("removeHeading", { name })}
			text={t("removeText")}
		>
			{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
			<DialogActions>
				<Button onClick={() => onClose(false)}>{t("keep")}</Button>
				<Button variant="danger" busy={busy} busyLabel={t("removing")} onClick={() => void submit()}>
					{t("remove")}
				</Button>
			</DialogActions>
		</Dialog>
	);
}
