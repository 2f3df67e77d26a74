"use client";

import { type ReactNode, useCallback, useEffect, useState } from "react";
import { isAtHead, messageAt, recentAuthors } from "@/app/_client/messages/channel-log";
import { useTranslations } from "@/app/_i18n/use-translations";
import { lazy } from "@/app/_ui/lazy";
import { useToast } from "@/app/_ui/toast";
import type { Message } from "@/lib/realtime/protocol";
import { registerComposer } from "../composer/active-composer";
import { Composer } from "../composer/composer";
import { CollapseContext } from "../messages/blocked-messages";
import type { ListStartProps } from "../messages/list-window";
import type { Pointed } from "../messages/message-context-menu";
import { MessageDialogs } from "../messages/message-dialogs";
import { MessageList } from "../messages/message-list";
import type { VisibleRange } from "../messages/message-list-props";
import { useDistinctAuthors } from "../users/avatar-palettes";
import { JumpToLatestButton, JumpToNewButton } from "./jump-buttons";
import { StickyDate } from "./sticky-date";
import type { ConversationState } from "./use-conversation";

const DeleteMessageDialog = lazy(() =>
	import("../messages/delete-message-dialog").then((module) => module.DeleteMessageDialog),
);
const LiveAnnouncer = lazy(() => import("./live-announcer").then((module) => module.LiveAnnouncer));
const MessageActionSheet = lazy(() =>
	import("../messages/message-action-sheet").then((module) => module.MessageActionSheet),
);
const MessageContextMenu = lazy(() =>
	import("../messages/message-context-menu").then((module) => module.MessageContextMenu),
);
const PollDialog = lazy(() => import("../polls/poll-dialog").then((module) => module.PollDialog));

type Props = {
	talk: ConversationState;
	/** The accessible names of its messages and its composer. */
	label: string;
	composerLabel: string;
	/** The content above the first message, and its height. */
	start: { height: number; atTop?: boolean; draw: (props: ListStartProps) => ReactNode };
	/** Overlaid on the top of the messages, without moving them. */
	banner?: ReactNode;
	onEscape: () => void;
	/** Options of a message, under the composer. */
	children?: ReactNode;
};

/** An open channel or thread: its messages, the jump buttons, and the composer. */
export function Conversation({ talk, label, composerLabel, start, banner, onEscape, children }: Props) {
	const t = useTranslations("conversation");
	const toast = useToast();
	const { place, viewer, feed, state, clock, today, marker, list, composer, atBottom, target } = talk;
	const { log } = state;
	const { newSeq } = marker;
	useDistinctAuthors(log.messages);
	const [sight, setSight] = useState<VisibleRange>({ day: null, newPlace: null });
	const onSight = useCallback(
		(next: VisibleRange) =>
			setSight((seen) => (seen.day === next.day && seen.newPlace === next.newPlace ? seen : next)),
		[],
	);
	useEffect(() => registerComposer((text) => composer.current?.type(text)), [composer]);
	const [asking, setAsking] = useState(false);
	const [sheet, setSheet] = useState<Message | null>(null);
	const [pointed, setPointed] = useState<Pointed | null>(null);
	const closeMenu = useCallback(() => setPointed(null), []);

	// The permalink's message does not exist or was deleted.
	const aimed = target === null ? undefined : messageAt(log, target);
	const targetIsThere = target === null || (aimed !== undefined && !aimed.deletedAt);
	// biome-ignore lint/correctness/useExhaustiveDependencies: shown once, for the opened page.
	useEffect(() => {
		if (!targetIsThere) toast({ tone: "error", text: t("messageGone") });
	}, []);

	const unread = Math.max(0, log.lastSeq - marker.lastReadSeq);
	const hasNewAbove = newSeq !== null && unread > 0 && sight.newPlace === "above";
	const lastRead = newSeq === null ? undefined : messageAt(log, newSeq - 1);
	return (
		<>
			<div data-talk className="relative flex min-h-0 flex-1 flex-col has-[[data-banner]]:[--under-banner:2.375rem]">
				{banner}
				{sight.day && <StickyDate>{clock.dayLabel(sight.day, today)}</StickyDate>}
				<CollapseContext value={talk.toggleFold}>
					<MessageList
						ref={list}
						label={label}
						start={start}
						feed={feed}
						state={state}
						rows={talk.rows}
						clock={clock}
						today={today}
						viewer={viewer}
						canManage={talk.canManage}
						connected={talk.connected}
						newSeq={newSeq}
						target={aimed ? target : null}
						editingSeq={talk.editingSeq}
						onBottom={talk.setAtBottom}
						onSight={onSight}
						onLongPress={({ message, outgoing, folded }, point) => {
							if (outgoing || message.deletedAt || (folded && !folded.open)) return;
							if (point) setPointed({ message, ...point });
							else setSheet(message);
						}}
						onLeave={() => composer.current?.focus()}
						onMessageKey={talk.onMessageKey}
					/>
				</CollapseContext>
				{newSeq !== null && hasNewAbove && (
					<JumpToNewButton
						count={unread}
						since={lastRead ? clock.time(lastRead.createdAt) : null}
						onJump={() => void talk.jump(newSeq)}
						onRead={talk.readAndLeave}
					/>
				)}
				{atBottom !== null && (!atBottom || !isAtHead(log)) && log.lastSeq > 0 && (
					<JumpToLatestButton count={unread} isAlone={!hasNewAbove} onJump={() => void talk.toNewest()} />
				)}
			</div>
			<Composer
				ref={composer}
				channelId={place.id}
				speakers={() => recentAuthors(feed.getSnapshot().log, viewer.id)}
				label={composerLabel}
				connected={talk.connected}
				replyTo={talk.replyTo}
				onReply={talk.setReplySeq}
				onSend={talk.send}
				onPoll={() => setAsking(true)}
				onEditLast={talk.editLast}
				onFocusMessages={() => list.current?.focusLast()}
				onEscape={onEscape}
			>
				{children}
			</Composer>
			<span hidden data-talk-end />
			<LiveAnnouncer channelId={place.id} viewerId={viewer.id} />
			{asking && <PollDialog channelId={place.id} onClose={() => setAsking(false)} />}
			{talk.dialog && <MessageDialogs open={talk.dialog} log={log} onClose={() => talk.setDialog(null)} />}
			{talk.doomed && <DeleteMessageDialog message={talk.doomed} onClose={() => talk.setDoomed(null)} />}
			{pointed && (
				<MessageContextMenu
					key={`${pointed.message.seq} ${pointed.x} ${pointed.y}`}
					{...pointed}
					canEdit={pointed.message.author.id === viewer.id}
					canDelete={talk.canDelete(pointed.message)}
					onClose={closeMenu}
				/>
			)}
			{sheet && (
				<MessageActionSheet
					message={sheet}
					canEdit={sheet.author.id === viewer.id}
					canDelete={talk.canDelete(sheet)}
					onClose={() => setSheet(null)}
				/>
			)}
		</>
	);
}
