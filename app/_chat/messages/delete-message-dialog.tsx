"use client";

import { useState } from "react";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useDeleteMessage } from "@/app/_client/moderation/use-delete-message";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { useToast } from "@/app/_ui/toast";
import type { Message } from "@/lib/realtime/protocol";
import { useMentionContext } from "../conversation/mention-context";
import { useParser } from "../markdown/use-parser";
import { previewText } from "./preview-text";
import { useSystemText } from "./system-text";

export function DeleteMessageDialog({ message, onClose }: { message: Message; onClose: () => void }) {
	useParser();
	const t = useTranslations("conversation");
	const errorText = useErrorMessage();
	const toast = useToast();
	const deleteMessage = useDeleteMessage(useMentionContext().serverId);
	const systemText = useSystemText();
	const [busy, setBusy] = useState(false);
	const remove = async () => {
		setBusy(true);
		try {
			await deleteMessage(message);
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
		setBusy(false);
		onClose();
	};
	return (
		<Dialog question open onOpenChange={(open) => !open && onClose()} title={t("deleteHeading")} text={t("deleteText")}>
			<p
				dir="auto"
				className="line-clamp-4 rounded-md bg-sunken px-3 py-2 text-sm whitespace-pre-wrap text-text-muted wrap-anywhere"
			>
				{systemText(message) ?? previewText(message)}
			</p>
			<DialogActions>
				<Button onClick={onClose}>{t("keep")}</Button>
				<Button variant="danger" busy={busy} onClick={remove}>
					{t("delete")}
				</Button>
			</DialogActions>
		</Dialog>
	);
}
