"use client";

import { useAllowedSanctions } from "@/app/_client/moderation/use-moderation";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Author } from "@/lib/realtime/protocol";
import { useMentionContext } from "../conversation/mention-context";
import { useDialogs } from "../shell/dialog-context";
import { sanctionIcons } from "./sanction-icons";

/** In a message's menu: the sanctions that the viewer may impose on its author. */
export function useModerationItems(author: Author) {
	const t = useTranslations("moderation");
	const { serverId } = useMentionContext();
	const { openModeration } = useDialogs();
	const allowed = useAllowedSanctions(serverId, author.id);
	if (serverId === null) return [];
	return allowed.map((kind) => ({
		key: kind,
		label: t(`choose.${kind}`),
		Icon: sanctionIcons[kind],
		run: () => openModeration({ serverId, user: author, kind }),
	}));
}
