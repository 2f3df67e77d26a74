"use client";

import { usePathname } from "next/navigation";
import { useSWRConfig } from "swr";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { serverPath } from "@/app/_client/paths";
import { mineKey } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { useToast } from "@/app/_ui/toast";
import type { Channel, MemberChannel } from "@/lib/realtime/protocol";

type Props = { channel: Channel | MemberChannel; open: boolean; onOpenChange: (open: boolean) => void };

export function DeleteChannelDialog({ channel, open, onOpenChange }: Props) {
	const t = useTranslations("server.channelForm");
	const errorText = useErrorMessage();
	const toast = useToast();
	const navigate = useNavigate();
	const pathname = usePathname();
	const { mutate } = useSWRConfig();
	const { busy, failure, submit } = useSubmit(async () => {
		await api.delete(`/api/channels/${channel.id}`);
		toast({ text: t("deleted", { name: channel.name }) });
		onOpenChange(false);
		if (pathname.includes(`/channels/${channel.id}`)) navigate(serverPath(channel.serverId));
		await Promise.all([mutate(mineKey), mutate(`/api/servers/${channel.serverId}`)]);
	});
	return (
		<Dialog
			question
			open={open}
			onOpenChange={(next) => !busy && onOpenChange(next)}
			title={t("deleteHeading", { name: channel.name })}
			text={t("deleteText", { count: "lastSeq" in channel ? channel.lastSeq : 0 })}
		>
			{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
			<DialogActions>
				<Button onClick={() => onOpenChange(false)}>{t("keep")}</Button>
				<Button variant="danger" busy={busy} busyLabel={t("deleting")} onClick={submit}>
					{t("delete")}
				</Button>
			</DialogActions>
		</Dialog>
	);
}
