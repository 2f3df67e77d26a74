"use client";

import { CheckCheck, MailCheck } from "lucide-react";
import { useMemo } from "react";
import { useTranslations } from "use-intl/react";
import { Link } from "@/app/_chat/link";
import { Button } from "@/app/_ui/button";
import { classNames } from "@/app/_ui/class-names";
import { EmptyState } from "@/app/_ui/empty-state";
import { Note } from "@/app/_ui/note";
import { Skeleton } from "@/app/_ui/skeleton";
import { isUnread, totalStanding } from "../../_client/unread";
import { useErrorText } from "../../_client/use-error-text";
import { type InboxTab, useInbox } from "../../_client/use-inbox";
import { useInvitations } from "../../_client/use-invitations";
import { useMarkAllRead } from "../../_client/use-mark-all-read";
import { useNow } from "../../_client/use-now";
import { useServers } from "../../_client/use-servers";
import { useDistinctAuthors } from "../looks";
import { DrawerButton } from "../mobile-drawer";
import { PageBody } from "../shell";
import { UnreadMark } from "../sidebar";
import { MentionRow, UnreadRow } from "./inbox-rows";
import { Invitations } from "./invitations";
import { useArrowKeys } from "./use-arrow-keys";

/** What calls one, and what is unread, in all servers; it stays true while it is open. */
export function Inbox({ tab }: { tab: InboxTab }) {
	const t = useTranslations("unread");
	const { servers } = useServers();
	const { count, unread } = totalStanding(servers, useNow());
	const invitations = useInvitations().invitations.length;
	const markAllRead = useMarkAllRead();
	const anything = servers.some(({ channels, threads }) => channels.some(isUnread) || threads.some(isUnread));
	const tabs = [
		{
			name: "mentions" as const,
			label: t("mentions"),
			href: "/inbox",
			mark: <UnreadMark mentions={count + invitations} unread={false} />,
		},
		{
			name: "unreads" as const,
			label: t("unreads"),
			href: "/inbox?tab=unreads",
			mark: <UnreadMark mentions={0} unread={unread > 0} />,
		},
	];
	return (
		<div className="flex min-h-0 flex-col">
			<header className="flex h-13 shrink-0 items-center gap-3 border-b ps-5 pe-3 max-md:h-14 max-md:gap-1 max-md:px-1">
				<DrawerButton />
				<h1 className="text-base font-bold tracking-[-0.01em] max-xs:sr-only">{t("inbox")}</h1>
				<nav aria-label={t("inbox")} className="flex h-full items-center gap-1">
					{tabs.map(({ name, label, href, mark }) => (
						<Link
							key={name}
							href={href}
							aria-current={tab === name ? "page" : undefined}
							className={classNames(
								"flex h-8 items-center gap-2 rounded-md px-2.5 text-meta font-semibold max-md:h-11",
								tab === name
									? "relative bg-selected text-text after:absolute after:inset-x-2.5 after:bottom-0 after:h-0.5 after:rounded-full after:bg-ember-mark"
									: "text-text-muted hover:bg-surface-hover hover:text-text",
							)}
						>
							{label}
							{mark}
						</Link>
					))}
				</nav>
				<span className="flex-1" />
				{anything && (
					<Button size="small" variant="ghost" aria-label={t("markEverythingRead")} onClick={() => void markAllRead()}>
						<CheckCheck size={16} aria-hidden="true" />
						<span className="max-sm:hidden">{t("markEverythingRead")}</span>
					</Button>
				)}
			</header>
			<PageBody className="flex-1">
				<div className="mx-auto max-w-200 p-4 max-md:p-2">
					<Invitations />
					<InboxList key={tab} tab={tab} hasInvitations={invitations > 0} />
				</div>
			</PageBody>
		</div>
	);
}

function InboxList({ tab, hasInvitations }: { tab: InboxTab; hasInvitations: boolean }) {
	const t = useTranslations("unread");
	const errorText = useErrorText();
	const inbox = useInbox(tab);
	const onKeyDown = useArrowKeys();
	useDistinctAuthors(
		useMemo(
			() => [...inbox.mentions.map(({ message }) => message), ...inbox.unreads.flatMap(({ messages }) => messages)],
			[inbox.mentions, inbox.unreads],
		),
	);
	if (inbox.error !== undefined && inbox.isEmpty)
		return (
			<div className="grid justify-items-start gap-3 p-4">
				<Note tone="danger">{errorText(inbox.error)}</Note>
				<Button onClick={inbox.again}>{t("tryAgain")}</Button>
			</div>
		);
	if (inbox.isLoading) return <InboxSkeleton />;
	if (inbox.isEmpty && hasInvitations) return null;
	if (inbox.isEmpty)
		return (
			<EmptyState
				icon={<MailCheck size={28} strokeWidth={1.75} aria-hidden="true" />}
				title={t("caughtUp")}
				text={tab === "mentions" ? t("noMentions") : t("noUnreads")}
			/>
		);
	return (
		<>
			<ol aria-label={tab === "mentions" ? t("mentions") : t("unreads")} onKeyDown={onKeyDown} className="grid gap-1">
				{inbox.mentions.map((item) => (
					<li key={`${item.message.channelId}/${item.message.seq}`}>
						<MentionRow item={item} />
					</li>
				))}
				{inbox.unreads.map((item) => (
					<li key={item.place.thread?.channelId ?? item.place.channelId}>
						<UnreadRow item={item} />
					</li>
				))}
			</ol>
			{inbox.more && (
				<div className="flex justify-center p-4">
					<Button busy={inbox.isLoadingMore} onClick={inbox.more}>
						{t("more")}
					</Button>
				</div>
			)}
		</>
	);
}

function InboxSkeleton() {
	return (
		<div aria-hidden="true" className="grid gap-3">
			{[0, 1, 2, 3].map((place) => (
				<div key={place} className="grid gap-2 p-3">
					<Skeleton className="h-3.5 w-48 max-w-full" />
					<Skeleton className="h-4 w-full" />
				</div>
			))}
		</div>
	);
}
