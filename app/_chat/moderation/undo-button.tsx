"use client";

import { useSubmit } from "@/app/_client/forms/use-submit";
import { mayUndo } from "@/app/_client/moderation/may-moderate";
import { useUndoAction } from "@/app/_client/moderation/use-moderation";
import { useName } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import type { ModerationAction, Server } from "@/lib/realtime/protocol";

type Props = { server: Server; action: ModerationAction; onUndone: () => void; className?: string };

/** Undoes a moderation action within 7 days. Not shown to those who may not. */
export function UndoButton({ server, action, onUndone, className }: Props) {
	const { kind, subject, undoneAt, undoUntil } = action;
	const t = useTranslations("moderation");
	const undo = useUndoAction(server.id);
	const name = useName(subject);
	const { busy, submit } = useSubmit(async () => {
		await undo(action);
		onUndone();
	});
	if (undoneAt !== null || Date.parse(undoUntil) <= Date.now() || !mayUndo(server, action)) return null;
	return (
		<Button
			size="small"
			busy={busy}
			busyLabel={t("working")}
			aria-label={t("undoFor", { action: t(`actions.${kind}`), name })}
			{...(className && { className })}
			onClick={() => void submit()}
		>
			{t("undo")}
		</Button>
	);
}
