"use client";

import { CheckCheck } from "lucide-react";
import { Link } from "@/app/_chat/shell/link";
import { DrawerButton } from "@/app/_chat/shell/mobile-drawer";
import { UnreadMark } from "@/app/_chat/shell/sidebar";
import { useInvitations } from "@/app/_client/servers/use-invitations";
import { useServers } from "@/app/_client/servers/use-servers";
import { isUnread, totalUnread } from "@/app/_client/unread/unread";
import type { InboxTab } from "@/app/_client/unread/use-inbox";
import { useMarkAllRead } from "@/app/_client/unread/use-mark-all-read";
import { useMuteClock } from "@/app/_client/unread/use-mute-clock";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { classNames } from "@/app/_ui/class-names";

/** The header of mentions, unread channels and saved messages, three tabs of one page. */
export function InboxHeader({ tab }: { tab: InboxTab | "saved" }) {
	const t = useTranslations("unread");
	const { servers } = useServers();
	const { count, unread } = totalUnread(servers, useMuteClock());
	const invitations = useInvitations().invitations.length;
	const markAllRead = useMarkAllRead();
	const anything =
		tab !== "saved" && servers.some(({ channels, threads }) => channels.some(isUnread) || threads.some(isUnread));
	const tabs = [
		{
			name: "mentions",
			label: t("mentions"),
			href: "/inbox",
			marker: <UnreadMark mentions={count + invitations} unread={false} />,
		},
		{
			name: "unreads",
			label: t("unreads"),
			href: "/inbox?tab=unreads",
			marker: <UnreadMark mentions={0} unread={unread > 0} />,
		},
		{ name: "saved", label: t("savedTab"), href: "/saved", marker: null },
	];
	return (
		<header className="flex min-h-13 shrink-0 items-center gap-3 border-b ps-5 pe-3 max-md:min-h-14 max-md:gap-1 max-md:px-1">
			<DrawerButton />
			<h1 className="text-base font-bold tracking-[-0.01em] max-xs:sr-only">{t("inbox")}</h1>
			<nav aria-label={t("inbox")} className="flex min-w-0 flex-wrap items-center gap-1 self-stretch">
				{tabs.map(({ name, label, href, marker }) => (
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
						{marker}
					</Link>
				))}
			</nav>
			<span className="flex-1" />
			{anything && (
				<Button size="small" variant="ghost" aria-label={t("markEverythingRead")} onClick={() => void markAllRead()}>
					<CheckCheck size="1rem" aria-hidden="true" />
					<span className="max-sm:hidden">{t("markEverythingRead")}</span>
				</Button>
			)}
		</header>
	);
}
