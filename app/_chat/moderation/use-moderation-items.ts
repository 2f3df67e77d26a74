"use client";

import { MessageSquareX } from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Message } from "@/lib/realtime/protocol";
import { useDialogs } from "../shell/dialog-context";
import { sanctionIcons } from "./sanction-icons";
import { useModeratedMessage } from "./use-moderated-message";

/** In a message's menu: the sanctions that the viewer may impose on its author, also together with its deletion. */
export function useModerationItems(message: Message, canDelete: boolean) {
	const t = useTranslations("moderation");
	const { openModeration } = useDialogs();
	const { target, sanctions, mayDeleteAndTimeOut } = useModeratedMessage(message, canDelete);
	if (!target) return [];
	const items = sanctions.map((kind) => ({
		key: kind as string,
		label: t(`choose.${kind}`),
		Icon: sanctionIcons[kind],
		run: () => openModeration({ ...target, kind }),
	}));
	if (mayDeleteAndTimeOut)
		items.push({
			key: "deleteAndTimeOut",
			label: t("deleteAndTimeOut"),
			Icon: MessageSquareX,
			run: () => openModeration({ ...target, kind: "timeout", deletesMessage: true }),
		});
	return items;
}
