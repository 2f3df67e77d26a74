"use client";

import { ChartBar } from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useName } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Skeleton } from "@/app/_ui/skeleton";
import type { Message } from "@/lib/realtime/protocol";
import { AttachmentSummary } from "../attachments/attachment-summary";
import { Markdown } from "../markdown/markdown";
import { useParser } from "../markdown/use-parser";
import { Face } from "../users/avatar-palettes";
import { MemberName } from "../users/member-name";
import { previewText } from "./preview-text";
import { useSystemText } from "./system-text";

type Props = {
	message: Message;
	username: string;
	/** Its place, if the list does not imply it. */
	place?: ReactNode;
	tools?: ReactNode;
	onOpen: () => void;
};

/** A message in a list of others: at most three lines, and a click anywhere opens it. Arrows move between cards. */
export function MessageCard({ message, username, place, tools, onOpen }: Props) {
	useParser();
	const t = useTranslations("acts");
	const spoiler = useTranslations("richText");
	const { clock, today } = useDateFormat();
	const { author, content, mentions, emoji, createdAt, poll, attachments } = message;
	const authorName = useName(author);
	const systemText = useSystemText()(message);
	return (
		<li className="group relative rounded-md px-2 py-2.5 focus-within:bg-surface-hover hover:bg-surface-hover">
			{place && (
				<p dir="auto" className="mb-1 truncate text-xs text-text-faint">
					{place}
				</p>
			)}
			<div className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-2.5">
				<Face person={author} size={28} className="mt-0.5" />
				<div className="min-w-0">
					<p className="flex items-baseline gap-2 pe-16 leading-5">
						<b dir="auto" className="min-w-0 truncate text-sm">
							<MemberName person={author} />
						</b>
						<time
							dateTime={createdAt}
							title={clock.full(createdAt)}
							suppressHydrationWarning
							className="shrink-0 text-xs text-text-faint tabular-nums"
						>
							{clock.short(createdAt, today, (time) => t("yesterdayAt", { time }))}
						</time>
					</p>
					{systemText && (
						<p dir="auto" className="text-sm leading-5 text-text-muted">
							{systemText}
						</p>
					)}
					{content !== "" && (
						<div dir="auto" inert className="line-clamp-3 text-sm leading-5 whitespace-pre-wrap wrap-anywhere">
							<Markdown content={content} mentions={mentions} emoji={emoji} username={username} />
						</div>
					)}
					{poll && (
						<p className="flex items-center gap-1.5 text-sm text-text-muted">
							<ChartBar size="0.875rem" aria-hidden="true" className="shrink-0" />
							<span dir="auto" className="truncate">
								{poll.question}
							</span>
						</p>
					)}
					<AttachmentSummary attachments={attachments} />
				</div>
			</div>
			<button
				type="button"
				data-card
				aria-label={t("openMessage", {
					name: authorName,
					text: systemText ?? previewText(message, { length: 200, hidden: spoiler("spoiler") }),
				})}
				onClick={onOpen}
				onKeyDown={step}
				className="ring-inward absolute inset-0 rounded-md"
			/>
			{tools && (
				<div className="absolute end-1.5 top-1.5 flex md:opacity-0 md:group-focus-within:opacity-100 md:group-hover:opacity-100">
					{tools}
				</div>
			)}
		</li>
	);
}

function step(event: KeyboardEvent<HTMLElement>): void {
	const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
	const all = [...(event.currentTarget.closest("ol")?.querySelectorAll<HTMLElement>("[data-card]") ?? [])];
	const next = all[all.indexOf(event.currentTarget) + by];
	if (by === 0 || !next) return;
	event.preventDefault();
	next.focus();
}

export function MessageCardSkeletons() {
	return [1, 2, 3, 4, 5].map((row) => (
		<div key={row} className="flex gap-2.5 px-2 py-2.5">
			<Skeleton className="size-7 shrink-0 rounded-full" />
			<div className="flex flex-1 flex-col gap-2 pt-1">
				<Skeleton className="h-3 w-32" />
				<Skeleton className="h-3 w-4/5" />
			</div>
		</div>
	));
}
