"use client";

import { MessagesSquare } from "lucide-react";
import { useCallback, useMemo } from "react";
import useSWRInfinite from "swr/infinite";
import { useReachable } from "@/app/_client/navigation/navigation";
import { useRetryWhenReachable } from "@/app/_client/navigation/use-retry-when-reachable";
import { useSocketEvent } from "@/app/_client/realtime/socket-provider";
import { useFollowedThread } from "@/app/_client/servers/use-servers";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { EmptyState } from "@/app/_ui/empty-state";
import { isolated } from "@/lib/markdown";
import type { Message, ServerToClient } from "@/lib/realtime/protocol";
import { useParser } from "../markdown/use-parser";
import { previewText } from "../messages/preview-text";
import type { PanelProps } from "../panels/panel-props";
import { SidePanel } from "../panels/side-panel";
import { openPanel } from "../panels/use-panel";
import { OpensWhenBack } from "../shell/opens-when-back";
import { Face, useDistinctAuthors } from "../users/avatar-palettes";
import { MemberName } from "../users/member-name";
import { ThreadActivity } from "./thread-activity";
import { ThreadSkeleton } from "./thread-skeleton";
import { Faces } from "./thread-summary";

const excerptLength = 400;

type Page = { messages: Message[]; hasMore: boolean };

const pageSize = 100;

/** The channel's threads, latest reply first. */
export function ThreadListPanel({ channel, isStacked, onClose }: PanelProps) {
	const t = useTranslations("threads");
	const { data, error, isLoading, mutate, setSize } = useSWRInfinite<Page>(
		(index: number, previous: Page | null) => {
			const before = previous?.messages.at(-1)?.thread?.channelId;
			if (previous && (!previous.hasMore || before === undefined)) return null;
			return `/api/channels/${channel.id}/threads?limit=${pageSize}${index > 0 ? `&before=${before}` : ""}`;
		},
		{ revalidateOnFocus: false, keepPreviousData: true },
	);
	useSocketEvent(
		"thread",
		useCallback<ServerToClient["thread"]>(
			({ channelId, seq, thread }) => {
				if (channelId !== channel.id) return;
				const fold = (pages: Page[] | undefined) =>
					pages?.map((page) => ({
						...page,
						messages: page.messages.map((message) => (message.seq === seq ? { ...message, thread } : message)),
					}));
				// A thread that is not in the list yet is loaded with its message.
				const isKnown = data?.some(({ messages }) => messages.some((message) => message.seq === seq));
				void mutate(fold, { revalidate: !isKnown });
			},
			[channel.id, data, mutate],
		),
	);
	useRetryWhenReachable(mutate);
	const isReachable = useReachable();
	const roots = useMemo(
		() =>
			(data?.flatMap(({ messages }) => messages) ?? [])
				.filter(({ thread }) => thread && thread.replies > 0)
				.toSorted((a, b) => (b.thread?.lastReplyAt ?? "").localeCompare(a.thread?.lastReplyAt ?? "")),
		[data],
	);
	useDistinctAuthors(roots);
	return (
		<SidePanel
			title={t("threads")}
			subtitle={`#${isolated(channel.name)}`}
			width={392}
			resizable
			isStacked={isStacked}
			onClose={onClose}
		>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard. */}
			<div className="flex min-h-0 flex-1 flex-col overflow-y-auto overscroll-contain" tabIndex={0}>
				{roots.length > 0 ? (
					<ol aria-label={t("threads")} className="p-2">
						{roots.map((root) => (
							<li key={root.seq}>
								<ThreadItem root={root} />
							</li>
						))}
					</ol>
				) : !data && !isReachable ? (
					<OpensWhenBack />
				) : isLoading ? (
					<ThreadSkeleton />
				) : error ? (
					<p role="alert" className="px-4 pt-4 text-meta text-text-muted">
						{t("listFailed")}{" "}
						<button type="button" onClick={() => void mutate()} className="link">
							{t("tryAgain")}
						</button>
					</p>
				) : (
					<div className="p-4">
						<EmptyState
							icon={<MessagesSquare size="1.75rem" aria-hidden="true" />}
							title={t("empty")}
							text={t("emptyText")}
						/>
					</div>
				)}
				{data?.at(-1)?.hasMore && (
					<button
						type="button"
						onClick={() => void setSize((count) => count + 1)}
						className="link mx-4 mb-4 self-start text-meta max-md:min-h-11"
					>
						{t("more")}
					</button>
				)}
			</div>
		</SidePanel>
	);
}

function ThreadItem({ root }: { root: Message }) {
	useParser();
	const t = useTranslations("threads");
	const conversation = useTranslations("conversation");
	const { clock, today } = useDateFormat();
	const { author, thread } = root;
	const followed = useFollowedThread(thread?.channelId ?? null);
	const fresh = followed ? Math.max(0, followed.lastSeq - followed.lastReadSeq) : 0;
	const short = (at: string) => clock.short(at, today, (time) => conversation("yesterdayAt", { time }));
	if (!thread) return null;
	return (
		<button
			type="button"
			onClick={() => openPanel({ kind: "thread", seq: root.seq })}
			className="ring-inward flex w-full gap-3 rounded-md p-3 text-start hover:bg-surface-hover"
		>
			<Face person={author} />
			<span className="min-w-0 flex-1">
				<span className="flex items-baseline gap-2">
					<b dir="auto" className="min-w-0 truncate text-sm font-bold">
						<MemberName person={author} />
					</b>
					<time dateTime={root.createdAt} className="shrink-0 text-xs text-text-faint tabular-nums">
						{short(root.createdAt)}
					</time>
				</span>
				<span dir="auto" className="line-clamp-3 text-sm text-text-muted wrap-anywhere">
					{root.deletedAt ? conversation("deleted") : previewText(root, { length: excerptLength })}
				</span>
				<span className="mt-2 flex items-center gap-2 text-xs text-text-faint">
					<Faces thread={thread} />
					<span className="shrink-0 font-semibold text-text-muted">{t("replies", { count: thread.replies })}</span>
					<ThreadActivity fresh={fresh} lastReplyAt={thread.lastReplyAt} format={short} />
				</span>
			</span>
		</button>
	);
}
