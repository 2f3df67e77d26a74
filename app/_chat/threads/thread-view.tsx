"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { hasBefore } from "@/app/_client/messages/channel-log";
import { useOpeningPage } from "@/app/_client/messages/use-opening-page";
import { windowCache } from "@/app/_client/messages/window-cache";
import { placePath } from "@/app/_client/paths";
import { useFollowedThread } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Author, MemberChannel, Message, MessagePage, ThreadSummary } from "@/lib/realtime/protocol";
import { Conversation } from "../conversation/conversation";
import { useConversation } from "../conversation/use-conversation";
import { withoutFirstDay } from "../messages/list-rows";
import type { ListStartProps } from "../messages/list-window";
import { MessageActionsContext, useMessageActions } from "../messages/message-actions-context";
import { OpensWhenBack } from "../shell/opens-when-back";
import { AlsoSendToChannel } from "./also-send-to-channel";
import { useThreadComposer } from "./thread-composer-focus";
import { ThreadParent } from "./thread-parent";
import { ThreadSkeleton } from "./thread-skeleton";

type Props = {
	server: { id: number; name: string; ownerId: number };
	channel: MemberChannel;
	viewer: Author;
	root: Message;
	thread: ThreadSummary;
	/** The reply of a permalink. */
	reply: number | null;
	/** It was created here just now, by a user who continues typing. */
	isNew: boolean;
	onClose: () => void;
};

/** An existing thread: it opens at the read marker, or at a requested reply. */
export function ThreadView(props: Props) {
	const t = useTranslations("threads");
	const { channel, root, viewer, thread, reply } = props;
	const followed = useFollowedThread(thread.channelId);
	const [place] = useState(() => ({
		id: thread.channelId,
		lastSeq: followed?.lastSeq ?? 0,
		lastReadSeq: followed?.lastReadSeq ?? 0,
	}));
	// The read marker of a thread that is followed only later says nothing about what was read before.
	const [wasFollowed] = useState(followed !== undefined);
	const [target] = useState(reply);
	const opening = useOpeningPage(place, {
		windowId: `${channel.id}/${root.seq}`,
		viewerId: viewer.id,
		seq: target,
	});
	switch (opening.state) {
		case "open":
			return <Replies {...props} page={opening.page} lastReadSeq={wasFollowed ? opening.channel.lastReadSeq : null} />;
		case "loading":
			return <ThreadSkeleton />;
		case "waiting":
			return <OpensWhenBack />;
		case "closed":
			return <p className="px-4 pt-4 text-meta text-text-muted">{t("gone")}</p>;
	}
}

function Replies({
	server,
	channel,
	viewer,
	root,
	thread,
	reply,
	page,
	lastReadSeq,
	isNew,
	onClose,
}: Props & { page: MessagePage; lastReadSeq: number | null }) {
	const t = useTranslations("threads");
	const channelActions = useMessageActions();
	const followed = useFollowedThread(thread.channelId);
	const [echo, setEcho] = useState(false);
	const [place] = useState(() => ({
		id: thread.channelId,
		serverId: server.id,
		lastSeq: Math.max(page.lastSeq, followed?.lastSeq ?? 0),
		// A user who does not follow it counts unread replies from here on.
		lastReadSeq: lastReadSeq ?? page.lastSeq,
	}));
	const [target] = useState(reply);
	const conversation = useConversation({
		server,
		permissions: channel.permissions,
		place,
		viewer,
		page,
		target,
		pathOf: (seq) => placePath({ serverId: server.id, channelId: channel.id, thread: { parentSeq: root.seq } }, seq),
		thread: null,
		echo,
		onSent: () => setEcho(false),
	});
	const { feed } = conversation;
	const { jump, state } = feed;
	const { composer } = conversation.reply;
	const { clock, today } = conversation.shared;
	const [firstDay, rows] = useMemo(() => withoutFirstDay(feed.rows), [feed.rows]);
	const isWhole = !hasBefore(state.log);
	useEffect(() => {
		const id = `${channel.id}/${root.seq}` as const;
		if (state.closed) windowCache.delete(id);
		else windowCache.put(id, viewer.id, state.log, root);
	}, [channel.id, root, viewer.id, state.log, state.closed]);
	useThreadComposer(root.seq, () => composer.current?.focus());
	// The channel's event may arrive before the response of the request that created the thread.
	useEffect(() => {
		if (isNew) composer.current?.focus();
	}, [isNew, composer]);
	// Another reply of the same thread was requested.
	const shown = useRef(reply);
	useEffect(() => {
		if (reply !== null && reply !== shown.current) void jump(reply);
		shown.current = reply;
	}, [reply, jump]);

	const [height, setHeight] = useState(0);
	const replies = Math.max(thread.replies, 0);
	const start = useMemo(
		() => ({
			height,
			atTop: true,
			draw: ({ failed, onRetry }: ListStartProps) => (
				<ThreadParent root={root} viewer={viewer} actions={channelActions} onHeight={setHeight}>
					{/* Always this tall, so that older replies move nothing when they load. */}
					<div className="flex h-9 items-center gap-3 px-5 text-xs font-semibold text-text-muted max-md:px-3.5">
						{failed ? (
							<span role="alert">
								{t("olderFailed")}{" "}
								<button type="button" onClick={onRetry} className="link">
									{t("tryAgain")}
								</button>
							</span>
						) : (
							<span dir="auto" className="min-w-0 truncate tabular-nums">
								{firstDay && isWhole
									? t("repliesFrom", { count: replies, day: clock.dayLabel(firstDay, today) })
									: t("replies", { count: replies })}
							</span>
						)}
						<span aria-hidden="true" className="h-px flex-1 bg-line" />
					</div>
				</ThreadParent>
			),
		}),
		[height, root, viewer, channelActions, replies, firstDay, isWhole, clock, today, t],
	);
	if (state.closed && state.closed !== "not_member")
		return <p className="px-4 pt-4 text-meta text-text-muted">{t("gone")}</p>;
	return (
		<MessageActionsContext value={conversation.actions}>
			<Conversation
				conversation={isWhole ? { ...conversation, feed: { ...feed, rows } } : conversation}
				label={t("repliesIn")}
				composerLabel={t("reply")}
				start={start}
				onEscape={onClose}
			>
				<AlsoSendToChannel channel={channel.name} checked={echo} onChange={setEcho} />
			</Conversation>
		</MessageActionsContext>
	);
}
