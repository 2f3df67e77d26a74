"use client";

import { CornerDownRight } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { api } from "@/app/_client/api";
import type { DateFormat } from "@/app/_client/date-format";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useFollowedThread } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { useToast } from "@/app/_ui/toast";
import type { Message, MessagePage, ThreadSummary } from "@/lib/realtime/protocol";
import { openPanel } from "../panels/use-panel";
import { Face, useDistinctPeople } from "../users/avatar-palettes";
import { ThreadActivity } from "./thread-activity";

type ChipProps = { seq: number; thread: ThreadSummary; clock: DateFormat; today: string };

/**
 * A message's thread summary: the latest participants, the number of replies, and the unread count for followers. A
 * click opens it.
 */
export function ThreadSummaryChip({ seq, thread, clock, today }: ChipProps) {
	const t = useTranslations("threads");
	const conversation = useTranslations("conversation");
	const isOpen = useSearchParams().get("thread") === String(seq);
	const followed = useFollowedThread(thread.channelId);
	const fresh = followed ? Math.max(0, followed.lastSeq - followed.lastReadSeq) : 0;
	return (
		<button
			type="button"
			tabIndex={-1}
			aria-expanded={isOpen}
			onClick={() => openPanel({ kind: "thread", seq })}
			className={classNames(
				"mt-1.5 flex h-[1.875rem] max-w-full items-center gap-2 rounded-md border ps-1.5 pe-2.5 text-meta text-text-faint max-md:h-11",
				isOpen ? "border-link bg-info-subtle" : "bg-surface hover:border-line-strong",
			)}
		>
			<Faces thread={thread} />
			<b className="shrink-0 font-semibold text-link">{t("replies", { count: thread.replies })}</b>
			<ThreadActivity
				fresh={fresh}
				lastReplyAt={thread.lastReplyAt}
				format={(at) => clock.short(at, today, (time) => conversation("yesterdayAt", { time }))}
			/>
		</button>
	);
}

export function Faces({ thread }: { thread: ThreadSummary }) {
	useDistinctPeople(thread.faces);
	return (
		<span aria-hidden="true" className="flex shrink-0">
			{thread.faces.map((person, place) => (
				<Face
					key={person.id}
					person={person}
					size={22}
					className={classNames("rounded-full shadow-[0_0_0_2px_var(--surface)]", place > 0 && "-ms-1")}
				/>
			))}
		</span>
	);
}

/** Shown above a reply broadcast to the channel; it links to the thread. */
export function EchoNote({ channelId, reply }: { channelId: number; reply: NonNullable<Message["echoOf"]> }) {
	const t = useTranslations("threads");
	const toast = useToast();
	const errorText = useErrorMessage();
	const known = useFollowedThread(reply.channelId);
	const open = async () => {
		try {
			const seq = known?.parentSeq ?? (await rootOf(channelId, reply.channelId));
			if (seq === null) toast({ tone: "error", text: t("gone") });
			else openPanel({ kind: "thread", seq, reply: reply.seq });
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
	};
	return (
		<button
			type="button"
			tabIndex={-1}
			onClick={() => void open()}
			className="my-0.5 flex h-[1.125rem] max-w-full items-center gap-1.5 text-meta text-text-muted hover:text-text max-md:h-6"
		>
			<CornerDownRight size="0.875rem" aria-hidden="true" className="shrink-0" />
			<span dir="auto" className="truncate underline decoration-line-strong underline-offset-2">
				{t("repliedIn")}
			</span>
		</button>
	);
}

/** Threads are sorted by creation, latest first, which locates the thread in the list. */
async function rootOf(channelId: number, threadId: number): Promise<number | null> {
	const query = `before=${threadId + 1}&limit=1`;
	const { messages } = await api.get<Pick<MessagePage, "messages">>(`/api/channels/${channelId}/threads?${query}`);
	const root = messages.find(({ thread }) => thread?.channelId === threadId);
	return root?.seq ?? null;
}
