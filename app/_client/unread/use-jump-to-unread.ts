"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { Channel, ChannelPosition } from "@/lib/realtime/protocol";
import { api } from "../api";
import { useErrorMessage } from "../forms/use-error-message";
import { useNavigate } from "../navigation/navigation";
import { placePath } from "../paths";
import { useServers } from "../servers/use-servers";

type Why = { unread: ChannelPosition | null; mention: ChannelPosition | null };

/** Opens the first unread message or mention of a channel, in it or in one of its threads. */
export function useJumpToUnread() {
	const t = useTranslations("unread");
	const navigate = useNavigate();
	const toast = useToast();
	const errorText = useErrorMessage();
	const { servers } = useServers();
	return async (channel: Pick<Channel, "id" | "serverId">, wanted: "unread" | "mention") => {
		try {
			const why = await api.get<Why>(`/api/channels/${channel.id}/unread`);
			const found = (wanted === "mention" && why.mention) || why.unread;
			if (!found) return toast({ text: t("nothingUnread") });
			const thread = servers.flatMap(({ threads }) => threads).find(({ channelId }) => channelId === found.channelId);
			navigate(placePath({ serverId: channel.serverId, channelId: channel.id, thread: thread ?? null }, found.seq));
		} catch (error) {
			toast({ text: errorText(error), tone: "error" });
		}
	};
}
