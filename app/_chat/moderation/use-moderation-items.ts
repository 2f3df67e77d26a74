"use client";

import { ListChecks, MessageSquareX } from "lucide-react";
import { may } from "@/app/_client/servers/permissions";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Message } from "@/lib/realtime/protocol";
import { useChannelMay } from "../conversation/channel-permissions";
import { useMessageActions } from "../messages/message-actions-context";
import { useDialogs } from "../shell/dialog-context";
import { sanctionIcons } from "./sanction-icons";
import { useModeratedMessage } from "./use-moderated-message";

/**
 * In a message's menu: selecting it with others, and the sanctions that the viewer may impose on its author, also together
 * with its deletion.
 */
export function useModerationItems(message: Message, canDelete: boolean) {
	const t = useTranslations("moderation");
	const { openModeration } = useDialogs();
	const { target, sanctions, mayDeleteAndTimeOut } = useModeratedMessage(message, canDelete);
	const { show } = useMessageActions();
	const server = useMemberServer(target?.serverId ?? null);
	const maySelect = useChannelMay()("manage_messages") && server && may(server, "manage_messages");
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
	if (maySelect)
		items.unshift({ key: "select", label: t("selectMessages"), Icon: ListChecks, run: () => show("select", message) });
	return items;
}
