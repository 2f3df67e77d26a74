"use client";

import { useSWRConfig } from "swr";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { ChannelPosition } from "@/lib/realtime/protocol";
import { api } from "../api";
import { useErrorMessage } from "../forms/use-error-message";
import { mineKey } from "../servers/use-servers";

type Entry = { marks: ChannelPosition[] };

/** Marks a server or everything as read, and offers to undo it. */
export function useMarkAllRead(): (server?: { id: number; name: string }) => Promise<void> {
	const t = useTranslations("unread");
	const toast = useToast();
	const errorText = useErrorMessage();
	const { mutate } = useSWRConfig();
	const put = async (path: string, body: object): Promise<ChannelPosition[]> => {
		try {
			const { marks } = await api.put<Entry>(path, body);
			return marks;
		} catch (error) {
			toast({ text: errorText(error), tone: "error" });
			return [];
		} finally {
			// The socket sends it too, if connected.
			void mutate(mineKey);
		}
	};
	return async (server) => {
		const marks = await put(server ? `/api/servers/${server.id}/read` : "/api/inbox/read", {});
		if (marks.length === 0) return;
		toast({
			text: server ? t("serverRead", { name: server.name }) : t("allRead"),
			action: { label: t("undo"), run: () => void put("/api/inbox/read", { marks }) },
		});
	};
}
