"use client";

import { MailCheck } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { LoadFailure } from "@/app/_chat/shell/load-failure";
import { OpensWhenBack } from "@/app/_chat/shell/opens-when-back";
import { PageBody, PageLayout } from "@/app/_chat/shell/page-layout";
import { useDistinctAuthors } from "@/app/_chat/users/avatar-palettes";
import { useOwnRequests } from "@/app/_client/join-requests/use-own-requests";
import { useOwnSanctions } from "@/app/_client/moderation/use-own-sanctions";
import { useReachable } from "@/app/_client/navigation/navigation";
import { useAnsweredReports } from "@/app/_client/reports/use-own-reports";
import { useInvitations } from "@/app/_client/servers/use-invitations";
import { type InboxTab, useInbox } from "@/app/_client/unread/use-inbox";
import { NamesOfServer } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { Skeleton } from "@/app/_ui/skeleton";
import { AnsweredReports } from "./answered-reports";
import { InboxHeader } from "./inbox-header";
import { MentionRow, UnreadRow } from "./inbox-rows";
import { Invitations } from "./invitations";
import { ModerationQueues, useModerationQueues } from "./moderation-queues";
import { OwnRequests } from "./own-requests";
import { OwnSanctions } from "./own-sanctions";
import { useArrowKeys } from "./use-arrow-keys";

/** The user's mentions, or unread channels, in all servers; updated live. */
export function InboxPage() {
	const tab = useSearchParams().get("tab") === "unreads" ? "unreads" : "mentions";
	return (
		<PageLayout>
			<Inbox tab={tab} />
		</PageLayout>
	);
}

function Inbox({ tab }: { tab: InboxTab }) {
	const waiting =
		useInvitations().invitations.length +
		useModerationQueues().length +
		useOwnRequests().requests.length +
		useAnsweredReports().length +
		useOwnSanctions().length;
	return (
		<div className="flex min-h-0 flex-col">
			<InboxHeader tab={tab} />
			<PageBody className="flex-1">
				<div className="mx-auto max-w-200 p-4 max-md:p-2">
					<Invitations />
					<ModerationQueues />
					<OwnRequests />
					<AnsweredReports />
					<OwnSanctions />
					<InboxList key={tab} tab={tab} hasInvitations={waiting > 0} />
				</div>
			</PageBody>
		</div>
	);
}

function InboxList({ tab, hasInvitations }: { tab: InboxTab; hasInvitations: boolean }) {
	const t = useTranslations("unread");
	const isReachable = useReachable();
	const inbox = useInbox(tab);
	const onKeyDown = useArrowKeys();
	useDistinctAuthors(
		useMemo(
			() => [...inbox.mentions.map(({ message }) => message), ...inbox.unreads.flatMap(({ messages }) => messages)],
			[inbox.mentions, inbox.unreads],
		),
	);
	if (!isReachable && !inbox.isLoaded) return <OpensWhenBack />;
	if (inbox.error !== undefined && inbox.isEmpty)
		return <LoadFailure error={inbox.error} onRetry={inbox.again} className="p-4" />;
	if (inbox.isLoading) return <InboxSkeleton />;
	if (inbox.isEmpty && hasInvitations) return null;
	if (inbox.isEmpty)
		return (
			<EmptyState
				icon={<MailCheck size="1.75rem" strokeWidth={1.75} aria-hidden="true" />}
				title={t("caughtUp")}
				text={tab === "mentions" ? t("noMentions") : t("noUnreads")}
			/>
		);
	return (
		<>
			<ol aria-label={tab === "mentions" ? t("mentions") : t("unreads")} onKeyDown={onKeyDown} className="grid gap-1">
				{inbox.mentions.map((item) => (
					<li key={`${item.message.channelId}/${item.message.seq}`}>
						<NamesOfServer value={item.place.serverId}>
							<MentionRow item={item} />
						</NamesOfServer>
					</li>
				))}
				{inbox.unreads.map((item) => (
					<li key={item.place.thread?.channelId ?? item.place.channelId}>
						<NamesOfServer value={item.place.serverId}>
							<UnreadRow item={item} />
						</NamesOfServer>
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
