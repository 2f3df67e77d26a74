"use client";

import "./conversation.css";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl/react";
import { fetchLater } from "@/app/_ui/later";
import { useToast } from "@/app/_ui/toast";
import type { Attachment, Author, MemberChannel, Message, MessagePage } from "@/lib/realtime/contract";
import { isAttached, messageAt } from "../_client/channel-log";
import { useOutbox, usePhase } from "../_client/socket";
import { useMessages } from "../_client/use-messages";
import { useOutgoing } from "../_client/use-outgoing";
import { useReadMark } from "../_client/use-read-mark";
import { useMemberServer } from "../_client/use-servers";
import { uuid } from "../_client/uuid";
import { Announcer } from "./announcer";
import { ChannelGone } from "./channel-gone";
import { ChannelHeader } from "./channel-header";
import { Composer, type ComposerHandle } from "./composer";
import { ConnectionBanner } from "./connection-banner";
import { DayLabel } from "./day-label";
import { LatestPill, NewPill } from "./jump-pill";
import { DeleteMessageDialog, MessageSheet } from "./lazy";
import { MessageActionsContext } from "./message-actions";
import { type ListHandle, MessageList, type Sight } from "./message-list";
import { Panel } from "./panels";
import { type Row, rowsOf } from "./rows";
import { useClock } from "./use-clock";
import { useConversationKeys } from "./use-conversation-keys";
import { useMakeMessageActions } from "./use-message-actions";
import { useMessageKeys } from "./use-message-keys";
import { togglePanel, usePanel } from "./use-panel";

type Props = {
	server: { id: number; name: string; ownerId: number };
	channel: MemberChannel;
	viewer: Author;
	page: MessagePage;
	/** The message a permalink names. */
	target: number | null;
};

/** A channel that is open: its messages, what one writes, and who is there. */
export function Conversation({ server, channel: loaded, viewer, page, target }: Props) {
	const t = useTranslations("conversation");
	const toast = useToast();
	const channel = useMemberServer(server.id)?.channels.find(({ id }) => id === loaded.id) ?? loaded;
	const [feed, state] = useMessages({ serverId: server.id, channelId: channel.id, viewerId: viewer.id }, page);
	const { log } = state;
	const phase = usePhase();
	// Before the first connection nothing is wrong yet: what is written then goes out in a moment.
	const connected = phase === "connected" || phase === "connecting";
	const outbox = useOutbox();
	const outgoing = useOutgoing(channel.id);
	const { clock, today } = useClock();
	const list = useRef<ListHandle>(null);
	const composer = useRef<ComposerHandle>(null);
	const [atBottom, setAtBottom] = useState(false);
	const [sight, setSight] = useState<Sight>({ day: null, newPlace: null });
	const onSight = useCallback(
		(next: Sight) => setSight((seen) => (seen.day === next.day && seen.newPlace === next.newPlace ? seen : next)),
		[],
	);
	const [replySeq, setReplySeq] = useState<number | null>(null);
	const [replyMessage, setReplyMessage] = useState<Message | null>(null);
	const [editingSeq, setEditingSeq] = useState<number | null>(null);
	const [doomed, setDoomed] = useState<Message | null>(null);
	const [sheet, setSheet] = useState<Message | null>(null);
	const { panel, isStacked, close: closePanel, toggleMembers } = usePanel();

	const mark = useReadMark({ channel: loaded, viewerId: viewer.id, log, atBottom });
	const { newSeq } = mark;
	const rows = useMemo(() => rowsOf({ log, outgoing, viewer, clock, newSeq }), [log, outgoing, viewer, clock, newSeq]);

	const toNewest = useCallback(async () => {
		list.current?.goToEnd();
		if (await feed.reachNewest()) list.current?.goToEnd();
		else toast({ tone: "error", text: t("loadFailed") });
	}, [feed, toast, t]);
	const jump = useCallback(
		async (seq: number) => {
			if (await feed.reach(seq)) list.current?.goTo(seq);
			else toast({ tone: "error", text: t("messageGone") });
		},
		[feed, toast, t],
	);
	const readAndLeave = useCallback(() => {
		mark.markRead();
		void toNewest();
	}, [mark.markRead, toNewest]);

	const closeEditor = useCallback(() => {
		setEditingSeq(null);
		composer.current?.focus();
	}, []);
	const actions = useMakeMessageActions(channel, feed, {
		reply: (message) => {
			setReplySeq(message.seq);
			setReplyMessage(message);
		},
		edit: (message) => (message ? setEditingSeq(message.seq) : closeEditor()),
		askDelete: setDoomed,
		jump,
		markUnread: mark.markUnread,
	});
	const replyTo = replySeq === null ? null : (messageAt(log, replySeq) ?? replyMessage);

	const send = (content: string, answered: number | null, attachments: Attachment[]) => {
		outbox?.add({ nonce: uuid(), channelId: channel.id, content, replyTo: answered, attachments });
		void toNewest();
	};
	const editLast = () => {
		const last = log.messages.findLast(({ author, deletedAt }) => author.id === viewer.id && !deletedAt);
		if (last) {
			list.current?.focusSeq(last.seq);
			setEditingSeq(last.seq);
		}
	};
	const canDelete = (message: Message) => message.author.id === viewer.id || server.ownerId === viewer.id;
	const onMessageKey = useMessageKeys({
		actions,
		viewerId: viewer.id,
		canDelete,
		onFirstNew: () => newSeq !== null && void jump(newSeq),
	});
	useConversationKeys(channel, {
		onEscape: readAndLeave,
		onPanel: togglePanel,
		onType: (text) => composer.current?.type(text),
	});

	// A permalink to a message that never was, or is no more.
	const targetIsThere = target === null || messageAt(log, target) !== undefined;
	// biome-ignore lint/correctness/useExhaustiveDependencies: said once, for the page that was opened.
	useEffect(() => {
		if (!targetIsThere) toast({ tone: "error", text: t("messageGone") });
	}, []);

	// The frame has fetched what it does without; this page brought more of that.
	useEffect(() => {
		const timer = setTimeout(fetchLater, 1500);
		return () => clearTimeout(timer);
	}, []);

	const unread = Math.max(0, log.lastSeq - mark.lastReadSeq);
	const lastRead = newSeq === null ? undefined : messageAt(log, newSeq - 1);
	const upTo = log.messages.at(-1)?.createdAt;
	if (state.closed && state.closed !== "not_member") return <ChannelGone server={server} />;
	return (
		<MessageActionsContext value={actions}>
			<div className="relative grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)_auto] grid-rows-[minmax(0,1fr)]">
				<section className="relative flex min-h-0 min-w-0 flex-col">
					<ChannelHeader
						channel={channel}
						serverName={server.name}
						panel={panel?.kind ?? null}
						onMembers={toggleMembers}
					/>
					<ConnectionBanner upTo={upTo ? clock.time(upTo) : null} behind={state.behind} />
					<div className="relative flex min-h-0 flex-1 flex-col">
						{sight.day && <DayLabel>{clock.dayLabel(sight.day, today)}</DayLabel>}
						<MessageList
							ref={list}
							channel={channel}
							feed={feed}
							state={state}
							rows={rows}
							clock={clock}
							today={today}
							viewer={viewer}
							canManage={server.ownerId === viewer.id}
							connected={connected}
							newSeq={newSeq}
							target={targetIsThere ? target : null}
							editingSeq={editingSeq}
							onBottom={setAtBottom}
							onSight={onSight}
							onLongPress={(row: Row) => !row.outgoing && !row.message.deletedAt && setSheet(row.message)}
							onLeave={() => composer.current?.focus()}
							onMessageKey={onMessageKey}
						/>
						{newSeq !== null && unread > 0 && sight.newPlace === "above" && (
							<NewPill
								count={unread}
								since={lastRead ? clock.time(lastRead.createdAt) : null}
								onJump={() => void jump(newSeq)}
								onRead={readAndLeave}
							/>
						)}
						{(!atBottom || !isAttached(log)) && log.lastSeq > 0 && (
							<LatestPill count={unread} onJump={() => void toNewest()} />
						)}
					</div>
					<Composer
						ref={composer}
						channel={channel}
						connected={connected}
						replyTo={replyTo}
						onReply={setReplySeq}
						onSend={send}
						onEditLast={editLast}
						onFocusMessages={() => list.current?.focusLast()}
						onEscape={readAndLeave}
					/>
				</section>
				{panel && (
					<Panel
						server={server}
						channel={channel}
						viewer={viewer}
						place={panel}
						isStacked={isStacked}
						onClose={closePanel}
					/>
				)}
			</div>
			<Announcer channelId={channel.id} viewerId={viewer.id} />
			{doomed && <DeleteMessageDialog message={doomed} onClose={() => setDoomed(null)} />}
			{sheet && (
				<MessageSheet
					message={sheet}
					canEdit={sheet.author.id === viewer.id}
					canDelete={canDelete(sheet)}
					onClose={() => setSheet(null)}
				/>
			)}
		</MessageActionsContext>
	);
}
