"use client";

import { Link } from "@/app/_chat/shell/link";
import { placePath } from "@/app/_client/paths";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Case } from "@/lib/realtime/protocol";

/** The link to the message that a case is about; nothing without one, and after its channel was deleted. */
export function CaseMessageLink({ serverId, message }: { serverId: number; message: Case["message"] }) {
	const t = useTranslations("cases");
	if (!message?.channelId) return null;
	const { channelId, channelName, seq, thread } = message;
	const place = { serverId, channelId, thread: thread && { parentSeq: thread.parentSeq } };
	return (
		<Link href={placePath(place, seq)} className="text-link underline">
			{t("toMessage", { name: channelName ?? "" })}
		</Link>
	);
}
