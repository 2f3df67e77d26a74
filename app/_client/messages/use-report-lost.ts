"use client";

import { useRef } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import { copyToClipboard } from "../copy-to-clipboard";
import { channelAt } from "../paths";

type Unsent = { channelId: number; content: string };

/**
 * Returns a function that tells the user that they lost access to a channel before their text was sent, with a button
 * that copies it. An open channel shows its text by itself.
 */
export function useReportLost() {
	const t = useTranslations("conversation");
	const toast = useToast();
	const report = (items: readonly Unsent[]) => {
		if (items.some(({ channelId }) => channelId === channelAt(location.pathname)?.channelId)) return;
		const text = items.map(({ content }) => content).join("\n\n");
		toast({
			tone: "error",
			text: t("notSentNoAccess", { count: items.length }),
			...(text.trim() !== "" && { action: { label: t("copyText"), run: () => void copyToClipboard(text) } }),
		});
	};
	const latest = useRef(report);
	latest.current = report;
	return latest;
}
