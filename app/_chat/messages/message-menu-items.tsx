"use client";

import {
	Bookmark,
	BookmarkMinus,
	CircleStop,
	Copy,
	History,
	Link2,
	type LucideIcon,
	MailOpen,
	Pin,
	PinOff,
	SmilePlus,
	Users,
} from "lucide-react";
import { usePreferences } from "@/app/_client/account/use-preferences";
import { useIsSaved } from "@/app/_client/messages/use-saved-messages";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Message } from "@/lib/realtime/protocol";
import { useChannelMay } from "../conversation/channel-permissions";
import { useModerationItems } from "../moderation/use-moderation-items";
import { hasEnded } from "../polls/poll-time";
import { useReportItem } from "../reports/use-report-item";
import { useMessageActions } from "./message-actions-context";

/** `letter`: the shortcut while the message has the focus. */
type Item = { key: string; label: string; letter?: string; Icon: LucideIcon; run: (message: Message) => void };

/** The actions in a message's menus, for mouse and touch. `canManage`: the author, or a user who may delete it. */
export function useMessageItems(message: Message, canManage: boolean): Item[] {
	const t = useTranslations("conversation");
	const acts = useTranslations("acts");
	const actions = useMessageActions();
	const mayHere = useChannelMay();
	const isSaved = useIsSaved(message.channelId, message.seq);
	const moderation = useModerationItems(message, canManage);
	const report = useReportItem(message);
	const { pinnedAt, poll, reactions, editedAt, system } = message;
	const items: (Item | false)[] = [
		{ key: "unread", letter: "U", label: t("markUnread"), Icon: MailOpen, run: actions.markUnread },
		!system && { key: "copy", letter: "C", label: t("copyText"), Icon: Copy, run: actions.copyText },
		{ key: "link", letter: "L", label: t("copyLink"), Icon: Link2, run: actions.copyLink },
		// Only a channel's messages can be pinned, not replies in a thread.
		actions.thread !== null &&
			!system &&
			mayHere("pin_messages") &&
			(pinnedAt
				? { key: "pin", letter: "P", label: acts("unpin"), Icon: PinOff, run: actions.togglePin }
				: { key: "pin", letter: "P", label: acts("pin"), Icon: Pin, run: actions.togglePin }),
		isSaved
			? { key: "save", letter: "S", label: acts("unsave"), Icon: BookmarkMinus, run: actions.toggleSaved }
			: { key: "save", letter: "S", label: acts("save"), Icon: Bookmark, run: actions.toggleSaved },
		reactions.length > 0 && {
			key: "reactions",
			label: acts("whoReacted"),
			Icon: SmilePlus,
			run: (one) => actions.show("reactions", one),
		},
		poll !== undefined && {
			key: "votes",
			label: acts("whoVoted"),
			Icon: Users,
			run: (one) => actions.show("votes", one),
		},
		poll !== undefined &&
			canManage &&
			!hasEnded(poll) && { key: "end", label: acts("endPoll"), Icon: CircleStop, run: actions.endPoll },
		editedAt !== null &&
			canManage && {
				key: "versions",
				label: acts("versions"),
				Icon: History,
				run: (one) => actions.show("versions", one),
			},
		...(system ? [] : report),
		...moderation,
	];
	const letters = usePreferences().letters === "on";
	return items.flatMap((item) => {
		if (item === false) return [];
		const { letter, ...rest } = item;
		return [letters && letter ? { ...rest, letter } : rest];
	});
}
