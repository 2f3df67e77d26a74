import { useCallback, useState } from "react";
import type { ChannelLog } from "@/app/_client/messages/channel-log";
import { useReadMarker } from "@/app/_client/messages/use-read-marker";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { Author, MemberChannel } from "@/lib/realtime/protocol";

/** The channel or thread of a conversation. The numbers are those of when its page was read. */
export type ConversationTarget = Pick<
	MemberChannel,
	"id" | "serverId" | "lastSeq" | "lastReadSeq" | "lastUncounted" | "readUncounted"
>;

type Props = { place: ConversationTarget; viewer: Author; log: ChannelLog; toNewest: () => Promise<void> };

/** The read marker of the open log, which moves while the reader is at its end. */
export function useConversationMarker({ place, viewer, log, toNewest }: Props) {
	const t = useTranslations("conversation");
	const toast = useToast();
	/** Null until the list has reported its position. */
	const [atBottom, setAtBottom] = useState<boolean | null>(null);
	const marker = useReadMarker({ channel: place, viewerId: viewer.id, log, atBottom: atBottom === true });
	const { newSeq, lastReadSeq, markRead, markUnread } = marker;
	const { lastSeq } = log;
	const readAndLeave = useCallback(() => {
		const isMarked = markRead();
		// A second Escape by mistake also removes the place where reading stopped: it can be undone.
		if (isMarked && newSeq !== null && lastReadSeq < lastSeq)
			toast({
				text: t("markedRead"),
				action: { label: t("undo"), run: () => void markUnread(lastReadSeq + 1).catch(() => {}) },
			});
		void toNewest();
	}, [newSeq, lastReadSeq, lastSeq, markRead, markUnread, toast, t, toNewest]);
	return { ...marker, atBottom, setAtBottom, readAndLeave };
}
