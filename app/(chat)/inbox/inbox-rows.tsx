"use client";

import { AtSign, type Bell, Check, Hash, Lock, Megaphone, MessageSquareText, Quote, Shield, Users } from "lucide-react";
import { useParser } from "@/app/_chat/markdown/use-parser";
import { previewText } from "@/app/_chat/messages/preview-text";
import { useSystemText } from "@/app/_chat/messages/system-text";
import { Link } from "@/app/_chat/shell/link";
import { UnreadMark } from "@/app/_chat/shell/sidebar";
import { Face, PersonName } from "@/app/_chat/users/avatar-palettes";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { placePath } from "@/app/_client/paths";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { IconButton } from "@/app/_ui/icon-button";
import { useToast } from "@/app/_ui/toast";
import { isolated } from "@/lib/markdown";
import type { InboxMention, InboxPlace, InboxUnread, MentionKind, Message } from "@/lib/realtime/protocol";

const kindIcons: Record<MentionKind, typeof Bell> = {
	name: AtSign,
	role: Shield,
	everyone: Megaphone,
	here: Users,
	keyword: Quote,
};
const excerptLength = 400;

const row =
	"group/row relative flex items-start gap-3 rounded-lg px-3 py-2.5 hover:bg-surface-hover has-[a:focus-visible]:bg-surface-hover";
/** The whole row is a link; other controls in it lie above it. */
const cover =
	"after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus";

export function MentionRow({ item: { kind, read, place, message } }: { item: InboxMention }) {
	const t = useTranslations("unread");
	const markRead = useMarkRead();
	const Icon = kindIcons[kind];
	const reasons: Record<MentionKind, string> = {
		name: t("byName"),
		role: t("byRole"),
		everyone: t("byEveryone"),
		here: t("byHere"),
		keyword: t("byKeyword"),
	};
	const { author } = message;
	return (
		<article className={classNames(row, !read && "bg-ember-subtle hover:bg-ember-subtle-hover")}>
			<span aria-hidden="true" className="mt-1 grid w-2 shrink-0 place-items-center self-start pt-2.5">
				{!read && <span className="dot size-2 rounded-full bg-ember-mark" />}
			</span>
			<Face person={author} />
			<div className="min-w-0 flex-1">
				<PlaceLine place={place} at={message.createdAt}>
					<Icon size="0.8125rem" aria-hidden="true" className="shrink-0" />
					<span className="shrink-0">{reasons[kind]}</span>
				</PlaceLine>
				<Link href={placePath(place, message.seq)} className={cover}>
					<span dir="auto" className={classNames("relative block truncate", read ? "font-semibold" : "font-bold")}>
						<PersonName person={author} />
						{!read && <span className="sr-only">, {t("notRead")}</span>}
					</span>
					<MessageExcerpt message={message} lines="line-clamp-3" />
				</Link>
			</div>
			{read ? (
				<span className="w-7 shrink-0 max-md:w-11" />
			) : (
				<IconButton
					small
					label={t("markRead")}
					onClick={() => void markRead(message.channelId, message.seq)}
					className="relative z-1"
				>
					<Check size="1rem" aria-hidden="true" />
				</IconButton>
			)}
		</article>
	);
}

export function UnreadRow({ item }: { item: InboxUnread }) {
	const t = useTranslations("unread");
	const markRead = useMarkRead();
	const { place, messages, unread, mentionCount, lastSeq, lastReadSeq, firstUnreadSeq } = item;
	const channelId = place.thread?.channelId ?? place.channelId;
	return (
		<article className={row}>
			<span aria-hidden="true" className="mt-1.5 grid w-5 shrink-0 place-items-center">
				<UnreadMark mentions={mentionCount} unread />
			</span>
			<div className="min-w-0 flex-1">
				<PlaceLine place={place} at={messages[0]?.createdAt ?? null}>
					<span className="shrink-0 font-semibold text-text">{t("newMessages", { count: unread })}</span>
				</PlaceLine>
				<Link href={placePath(place, firstUnreadSeq ?? Math.min(lastReadSeq + 1, lastSeq))} className={cover}>
					<span className="sr-only">{t("openPlace", { name: place.channelName })}</span>
					{messages.map((message) => (
						<span key={message.seq} dir="auto" className="line-clamp-1 wrap-anywhere">
							<b dir="auto" className="me-1.5 inline-block max-w-[40%] truncate align-bottom font-semibold">
								<PersonName person={message.author} />
							</b>
							<MessageExcerpt message={message} />
						</span>
					))}
					{messages.length === 0 && <span className="block text-text-faint">{t("deletedMeanwhile")}</span>}
				</Link>
			</div>
			<IconButton
				small
				label={t("markRead")}
				onClick={() => void markRead(channelId, lastSeq)}
				className="relative z-1"
			>
				<Check size="1rem" aria-hidden="true" />
			</IconButton>
		</article>
	);
}

function PlaceLine({ place, at, children }: { place: InboxPlace; at: string | null; children: React.ReactNode }) {
	const t = useTranslations("unread");
	const tConversation = useTranslations("conversation");
	const { clock, today } = useDateFormat();
	const Icon = place.thread ? MessageSquareText : place.private ? Lock : Hash;
	return (
		<p className="flex min-w-0 flex-wrap gap-x-3.5 text-xs text-text-muted">
			<span className="flex min-w-0 grow basis-20 flex-wrap gap-x-3">
				<span className="flex shrink-0 items-center gap-1.5">{children}</span>
				<span className="flex min-w-0 grow basis-24 items-center gap-1.5">
					<Icon size="0.8125rem" aria-hidden="true" className="shrink-0" />
					<span dir="auto" className="min-w-0 truncate">
						{place.thread
							? t("threadIn", { name: place.channelName, excerpt: place.thread.excerpt })
							: `${isolated(place.channelName)}, ${isolated(place.serverName)}`}
					</span>
				</span>
			</span>
			{at && (
				<time dateTime={at} title={clock.full(at)} className="ms-auto shrink-0 text-text-faint tabular-nums">
					{clock.short(at, today, (time) => tConversation("yesterdayAt", { time }))}
				</time>
			)}
		</p>
	);
}

function MessageExcerpt({ message, lines }: { message: Message; lines?: string }) {
	useParser();
	const t = useTranslations("unread");
	const text = useSystemText()(message) ?? previewText(message, { length: excerptLength });
	return (
		<span dir="auto" className={classNames("min-w-0 wrap-anywhere", lines, !text && "text-text-faint")}>
			{text || t("noWords")}
		</span>
	);
}

function useMarkRead() {
	const toast = useToast();
	const errorText = useErrorMessage();
	return (channelId: number, seq: number) =>
		api
			.put(`/api/channels/${channelId}/read`, { seq })
			.catch((error) => toast({ text: errorText(error), tone: "error" }));
}
