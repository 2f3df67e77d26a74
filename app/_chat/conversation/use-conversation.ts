"use client";

import { useCallback, useMemo, useRef, useState } from "react";
import { messageAt } from "@/app/_client/messages/channel-log";
import { useMessages } from "@/app/_client/messages/use-messages";
import { usePendingMessages } from "@/app/_client/messages/use-pending-messages";
import { useReadMarker } from "@/app/_client/messages/use-read-marker";
import { useOutbox, usePhase } from "@/app/_client/realtime/socket-provider";
import { useDateFormat } from "@/app/_client/use-date-format";
import { uuid } from "@/app/_client/uuid";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { Attachment, Author, MemberChannel, Message, MessagePage } from "@/lib/realtime/protocol";
import type { ComposerHandle } from "../composer/composer";
import { useCollapsed } from "../messages/blocked-messages";
import { buildRows } from "../messages/list-rows";
import type { MessageActions } from "../messages/message-actions-context";
import type { OpenDialog } from "../messages/message-dialogs";
import type { ListHandle } from "../messages/message-list-props";
import { useMakeMessageActions } from "../messages/use-message-actions";
import { useMessageShortcuts } from "../messages/use-message-shortcuts";

/** A channel or a thread. The positions are as of when its page was read. */
export type ConversationTarget = Pick<MemberChannel, "id" | "serverId" | "lastSeq" | "lastReadSeq">;

type Props = {
	server: { id: number; ownerId: number };
	place: ConversationTarget;
	viewer: Author;
	page: MessagePage;
	/** The message of a permalink. */
	target: number | null;
	/** The address of a message of this channel or thread. */
	pathOf: (seq: number) => string;
	thread: MessageActions["thread"];
	/** In a thread: also send the reply to the channel. */
	echo?: boolean;
	onSent?: () => void;
};

export type ConversationState = ReturnType<typeof useConversation>;

/** The state of an open channel or thread: its messages, its read marker, the composer and the message actions. */
export function useConversation({ server, place, viewer, page, target, pathOf, thread, echo = false, onSent }: Props) {
	const t = useTranslations("conversation");
	const toast = useToast();
	const [feed, state] = useMessages({ serverId: server.id, channelId: place.id, viewerId: viewer.id }, page);
	const { log } = state;
	const phase = usePhase();
	// Before the first connection nothing is wrong yet: messages are sent in a moment.
	const connected = phase === "connected" || phase === "connecting";
	const outbox = useOutbox();
	const outgoing = usePendingMessages(place.id);
	const { clock, today } = useDateFormat();
	const list = useRef<ListHandle>(null);
	const composer = useRef<ComposerHandle>(null);
	/** Null until the list has reported its position. */
	const [atBottom, setAtBottom] = useState<boolean | null>(null);
	const [replySeq, setReplySeq] = useState<number | null>(null);
	const [replyMessage, setReplyMessage] = useState<Message | null>(null);
	const [editingSeq, setEditingSeq] = useState<number | null>(null);
	const [dialog, setDialog] = useState<OpenDialog | null>(null);
	const [doomed, setDoomed] = useState<Message | null>(null);

	const marker = useReadMarker({ channel: place, viewerId: viewer.id, log, atBottom: atBottom === true });
	const { newSeq } = marker;
	const [folding, toggleFold] = useCollapsed();
	const rows = useMemo(
		() => buildRows({ log, outgoing, viewer, clock, newSeq, folding }),
		[log, outgoing, viewer, clock, newSeq, folding],
	);

	const toNewest = useCallback(async () => {
		list.current?.goToEnd();
		if (await feed.loadNewest()) list.current?.goToEnd();
		else toast({ tone: "error", text: t("loadFailed") });
	}, [feed, toast, t]);
	const jump = useCallback(
		async (seq: number) => {
			const reached = await feed.loadAround(seq);
			if (reached) list.current?.goTo(seq);
			if (!reached || messageAt(feed.getSnapshot().log, seq)?.deletedAt)
				toast({ tone: "error", text: t("messageGone") });
		},
		[feed, toast, t],
	);
	const readAndLeave = useCallback(() => {
		const before = marker.lastReadSeq;
		marker.markRead();
		// One Escape too many loses the unread position: offer to restore it.
		if (newSeq !== null && before < feed.getSnapshot().log.lastSeq)
			toast({
				text: t("markedRead"),
				action: { label: t("undo"), run: () => void marker.markUnread(before + 1).catch(() => {}) },
			});
		void toNewest();
	}, [newSeq, marker.lastReadSeq, marker.markRead, marker.markUnread, feed, toast, t, toNewest]);

	const closeEditor = useCallback(() => {
		setEditingSeq(null);
		composer.current?.focus();
	}, []);
	const actions = useMakeMessageActions(place.id, feed, {
		reply: (message) => {
			setReplySeq(message.seq);
			setReplyMessage(message);
		},
		edit: (message) => (message ? setEditingSeq(message.seq) : closeEditor()),
		askDelete: setDoomed,
		jump,
		markUnread: marker.markUnread,
		show: (what, message, first) => setDialog({ what, message, first }),
		pathOf,
		thread,
	});
	const replyTo = replySeq === null ? null : (messageAt(log, replySeq) ?? replyMessage);

	const send = (content: string, answered: number | null, attachments: Attachment[]) => {
		const more = { attachments, ...(echo && { echo }) };
		outbox?.add({ nonce: uuid(), channelId: place.id, content, replyTo: answered, ...more });
		onSent?.();
		void toNewest();
	};
	const editLast = () => {
		const last = log.messages.findLast(({ author, deletedAt }) => author.id === viewer.id && !deletedAt);
		if (last) {
			list.current?.focusSeq(last.seq);
			setEditingSeq(last.seq);
		}
	};
	const canManage = server.ownerId === viewer.id;
	const canDelete = (message: Message) => message.author.id === viewer.id || canManage;
	const onMessageKey = useMessageShortcuts({
		actions,
		viewerId: viewer.id,
		canDelete,
		onFirstNew: () => newSeq !== null && void jump(newSeq),
	});

	return {
		place,
		viewer,
		target,
		feed,
		state,
		rows,
		toggleFold,
		clock,
		today,
		connected,
		marker,
		list,
		composer,
		atBottom,
		setAtBottom,
		replyTo,
		setReplySeq,
		editingSeq,
		doomed,
		setDoomed,
		dialog,
		setDialog,
		actions,
		jump,
		toNewest,
		readAndLeave,
		send,
		editLast,
		canManage,
		canDelete,
		onMessageKey,
	};
}
