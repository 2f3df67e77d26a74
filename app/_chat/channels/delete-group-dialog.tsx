"use client";

import { useSWRConfig } from "swr";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { mineKey } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { useToast } from "@/app/_ui/toast";
import type { ChannelGroup } from "@/lib/realtime/protocol";

type Props = { group: ChannelGroup; channelCount: number; onClose: () => void };

/** The channels of a deleted group stay. */
export function DeleteGroupDialog({ group, channelCount, onClose }: Props) {
	const t = useTranslations("groups");
	const errorText = useErrorMessage();
	const toast = useToast();
	const { mutate } = useSWRConfig();
	const { busy, failure, submit } = useSubmit(async () => {
		await api.delete(`/api/groups/${group.id}`);
		toast({ text: t("deleted", { name: group.name }) });
		await mutate(mineKey);
		onClose();
	});
	return (
		<Dialog
			question
			open
			onOpenChange={(open) => !open && !busy && onClose()}
			title={t("deleteHeading", { name: group.name })}
			text={t("deleteText", { count: channelCount })}
		>
			{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
			<DialogActions>
				<Button onClick={onClose}>{t("keep")}</Button>
				<Button variant="danger" busy={busy} busyLabel={t("deleting")} onClick={() => void submit()}>
					{t("delete")}
				</Button>
			</DialogActions>
		</Dialog>
	);
}
