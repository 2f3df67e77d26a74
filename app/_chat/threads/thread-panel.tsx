"use client";

import { Bell, BellRing, Link2 } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import useSWR from "swr";
import type { ChannelFeed } from "@/app/_client/messages/channel-feed";
import { messageAt } from "@/app/_client/messages/channel-log";
import { useThreadFollow } from "@/app/_client/messages/use-thread-follow";
import { windowCache } from "@/app/_client/messages/window-cache";
import { useReachable } from "@/app/_client/navigation/navigation";
import { useRetryWhenReachable } from "@/app/_client/navigation/use-retry-when-reachable";
import { useTranslations } from "@/app/_i18n/use-translations";
import { IconButton } from "@/app/_ui/icon-button";
import type { Message, MessagePage, ThreadSummary } from "@/lib/realtime/protocol";
import { useMessageActions } from "../messages/message-actions-context";
import type { PanelProps } from "../panels/panel-props";
import { SidePanel } from "../panels/side-panel";
import { OpensWhenBack } from "../shell/opens-when-back";
import { NewThread } from "./new-thread";
import { ThreadSkeleton } from "./thread-skeleton";
import { ThreadView } from "./thread-view";

const asRead = { revalidateOnFocus: false, revalidateOnReconnect: false };

/** The thread of a message: the message, its replies, and the composer. The first reply creates it. */
export function ThreadPanel({ place, ...props }: PanelProps) {
	if (place.kind !== "thread") return null;
	return <ThreadOf key={place.seq} {...props} seq={place.seq} reply={place.reply ?? null} />;
}

type Props = Omit<PanelProps, "place"> & { seq: number; reply: number | null };

function ThreadOf({ server, channel, viewer, feed, seq, reply, isStacked, onClose }: Props) {
	const t = useTranslations("threads");
	const { root, isLoading, failed, retry } = useRoot(feed, { channelId: channel.id, viewerId: viewer.id, seq });
	const isReachable = useReachable();
	/** Created here just now, before the channel's event arrives. */
	const [begun, setBegun] = useState<ThreadSummary | null>(null);
	const thread = root?.thread ?? begun;
	const actions = useMessageActions();
	const where = { server, channel, viewer, reply };
	return (
		<SidePanel
			title={t("thread")}
			subtitle={
				thread && thread.replies > 0
					? t("subtitle", { channel: channel.name, count: thread.replies })
					: t("subtitleNew", { channel: channel.name })
			}
			width={392}
			resizable
			isStacked={isStacked}
			onClose={onClose}
			tools={
				root && (
					<>
						{thread && <FollowBell threadId={thread.channelId} />}
						<IconButton label={t("copyLink")} onClick={() => actions.copyThreadLink(root)}>
							<Link2 size="1.125rem" aria-hidden="true" />
						</IconButton>
					</>
				)
			}
		>
			{root && thread ? (
				<ThreadView {...where} root={root} thread={thread} isNew={begun !== null} onClose={onClose} />
			) : root && !root.deletedAt ? (
				<NewThread {...where} root={root} onBegun={setBegun} onClose={onClose} />
			) : !root && !isReachable ? (
				<OpensWhenBack />
			) : isLoading ? (
				<ThreadSkeleton />
			) : (
				<p role="alert" className="px-4 pt-4 text-meta text-text-muted">
					{failed ? t("failed") : t("gone")}{" "}
					{failed && (
						<button type="button" onClick={retry} className="link">
							{t("tryAgain")}
						</button>
					)}
				</p>
			)}
		</SidePanel>
	);
}

type Where = { channelId: number; viewerId: number; seq: number };

/** The parent message: from the open channel's window if it is there, otherwise loaded, until then as last shown. */
function useRoot(feed: ChannelFeed, { channelId, viewerId, seq }: Where) {
	const { log } = useSyncExternalStore(feed.subscribe, feed.getSnapshot, feed.getSnapshot);
	const held = messageAt(log, seq);
	const { data, error, isLoading, mutate } = useSWR<MessagePage>(
		held ? null : `/api/channels/${channelId}/messages?around=${seq}&limit=1`,
		asRead,
	);
	useRetryWhenReachable(mutate);
	const hasExpired = seq < log.start;
	const cached = useCachedParent({ channelId, viewerId, seq }, !held && !data && !hasExpired);
	useEffect(() => {
		if (hasExpired) windowCache.delete(`${channelId}/${seq}`);
	}, [hasExpired, channelId, seq]);
	const found = held ?? data?.messages.find((message) => message.seq === seq) ?? cached;
	const root: Message | undefined = hasExpired ? undefined : found;
	return { root, isLoading, failed: error !== undefined, retry: () => void mutate() };
}

/** The parent message as it was last shown, from the cached window of its thread. */
function useCachedParent({ channelId, viewerId, seq }: Where, isNeeded: boolean): Message | undefined {
	const isReachable = useReachable();
	const [stored, setStored] = useState<Message>();
	const id = `${channelId}/${seq}` as const;
	useEffect(() => {
		if (isNeeded) void windowCache.stored(id, isReachable).then((window) => setStored(window?.parent));
	}, [id, isNeeded, isReachable]);
	if (!isNeeded) return undefined;
	return windowCache.get(id, viewerId, isReachable)?.parent ?? stored;
}

function FollowBell({ threadId }: { threadId: number }) {
	const t = useTranslations("threads");
	const { following, toggle } = useThreadFollow(threadId);
	if (following === undefined) return null;
	const Icon = following ? BellRing : Bell;
	return (
		<IconButton label={following ? t("unfollow") : t("follow")} aria-pressed={following} onClick={toggle}>
			<Icon size="1.125rem" aria-hidden="true" className={following ? "text-ember-text" : undefined} />
		</IconButton>
	);
}
