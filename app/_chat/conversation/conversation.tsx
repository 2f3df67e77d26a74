"use client";

import { type ReactNode, useCallback, useEffect, useState } from "react";
import { messageAt } from "@/app/_client/messages/channel-log";
import { useTranslations } from "@/app/_i18n/use-translations";
import { lazy, lazyOnceUsable } from "@/app/_ui/lazy";
import { useToast } from "@/app/_ui/toast";
import { registerComposer } from "../composer/active-composer";
import { Composer } from "../composer/composer";
import { CollapseContext } from "../messages/blocked-messages";
import { loadDeliveryStatus } from "../messages/delivery-status.lazy";
import type { VisibleRange } from "../messages/list-window";
import { MessageDialogs } from "../messages/message-dialogs";
import { MessageList } from "../messages/message-list";
import type { ListStartContent } from "../messages/message-list-props";
import { hasMenu, MessageMenu, type OpenMenu } from "../messages/message-menu";
import type { Selected } from "../messages/selection";
import { useDistinctAuthors } from "../users/avatar-palettes";
import { useChannelMay } from "./channel-permissions";
import { StickyDate } from "./sticky-date";
import type { ConversationState } from "./use-conversation";

const JumpButtons = lazyOnceUsable(() => import("./jump-buttons").then((module) => module.JumpButtons));
const ConversationWatch = lazyOnceUsable(() =>
	import("./conversation-watch").then((module) => module.ConversationWatch),
);
const MessageSelection = lazy(() => import("../messages/message-selection").then((module) => module.MessageSelection));
const PollDialog = lazy(() => import("../polls/poll-dialog").then((module) => module.PollDialog));

type Props = {
	conversation: ConversationState;
	/** The labels of the message list and of the composer. */
	label: string;
	composerLabel: string;
	start: ListStartContent;
	/** Covers the top of the messages without moving them. */
	banner?: ReactNode;
	onEscape: () => void;
	/** Options of a message, below the composer. */
	children?: ReactNode;
};

/** An open channel or thread: its messages, the buttons that jump to the unread and newest ones, and the composer. */
export function Conversation({ conversation, label, composerLabel, start, banner, onEscape, children }: Props) {
	const { place, feed, shared, reply, editing, dialogs, target } = conversation;
	const { list } = feed;
	const { log } = feed.state;
	const { composer } = reply;
	useDistinctAuthors(log.messages);
	const [visible, onVisibleRange] = useVisibleRange();
	const mayHere = useChannelMay();
	const [creatingPoll, setCreatingPoll] = useState(false);
	const [menu, setMenu] = useState<OpenMenu | null>(null);
	const [selected, select] = useState<Selected | null>(null);
	const closeMenu = useCallback(() => setMenu(null), []);
	useEffect(() => void loadDeliveryStatus(), []);
	useEffect(() => registerComposer((text) => composer.current?.type(text)), [composer]);

	const targetMessage = target === null ? undefined : messageAt(log, target);
	useMissingTarget(target !== null && (!targetMessage || targetMessage.deletedAt !== null));
	return (
		<>
			<div
				data-conversation
				className="relative flex min-h-0 flex-1 flex-col has-[[data-banner]]:[--under-banner:2.375rem]"
			>
				{banner}
				{visible.day && <StickyDate>{shared.clock.dayLabel(visible.day, shared.today)}</StickyDate>}
				<CollapseContext value={feed.toggleCollapsed}>
					<MessageList
						ref={list}
						label={label}
						start={start}
						feed={feed}
						shared={shared}
						newSeq={conversation.readMarker.newSeq}
						target={targetMessage ? target : null}
						editingSeq={editing.seq}
						selected={selected}
						onBottom={conversation.readMarker.setAtBottom}
						onVisibleRange={onVisibleRange}
						rowEvents={{
							onMenu: (row, point) => hasMenu(row) && setMenu({ row, point }),
							onLeave: () => composer.current?.focus(),
							onKey: conversation.onMessageKey,
						}}
					/>
				</CollapseContext>
				<JumpButtons conversation={conversation} isNewAbove={visible.newPlace === "above"} />
			</div>
			<div className={selected ? "hidden" : "contents"}>
				<Composer
					ref={composer}
					channelId={place.id}
					recentMessages={() => feed.source.getSnapshot().log.messages}
					label={composerLabel}
					connected={shared.connected}
					reply={reply}
					onSend={reply.send}
					missing={shared.canWrite ? null : conversation.isThread ? "send_in_threads" : "send_messages"}
					{...(mayHere("create_polls") && { onPoll: () => setCreatingPoll(true) })}
					keys={{ onEscape, onEditLast: editing.editLast, onFocusMessages: () => list.current?.focusLast() }}
				>
					{children}
				</Composer>
			</div>
			<span hidden data-conversation-end />
			<ConversationWatch conversation={conversation} />
			{creatingPoll && <PollDialog channelId={place.id} onClose={() => setCreatingPoll(false)} />}
			{dialogs.open && <MessageDialogs open={dialogs.open} log={log} onClose={dialogs.close} />}
			{dialogs.open?.what === "select" && (
				<MessageSelection conversation={conversation} selected={selected} onSelect={select} />
			)}
			{menu && <MessageMenu open={menu} shared={shared} onClose={closeMenu} />}
		</>
	);
}

function useVisibleRange() {
	const [visible, setVisible] = useState<VisibleRange>({ day: null, newPlace: null });
	const onVisibleRange = useCallback(
		(next: VisibleRange) =>
			setVisible((known) => (known.day === next.day && known.newPlace === next.newPlace ? known : next)),
		[],
	);
	return [visible, onVisibleRange] as const;
}

/** A permalink may name a message that never existed or was deleted. */
function useMissingTarget(isMissing: boolean): void {
	const t = useTranslations("conversation");
	const toast = useToast();
	// biome-ignore lint/correctness/useExhaustiveDependencies: reported once, for the page that was opened.
	useEffect(() => {
		if (isMissing) toast({ tone: "error", text: t("messageGone") });
	}, []);
}
