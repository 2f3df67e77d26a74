"use client";

import { useSearchParams } from "next/navigation";
import { threadPath } from "@/app/_client/paths";
import { useCurrentChannelId } from "@/app/_client/servers/use-current-channel-id";
import type { UnreadState } from "@/app/_client/unread/unread";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import type { MemberThread } from "@/lib/realtime/protocol";
import { openPanel } from "../panels/use-panel";
import { Link } from "../shell/link";
import { useDrawer } from "../shell/mobile-drawer";
import { UnreadMark } from "../shell/sidebar";

type Props = { serverId: number; thread: MemberThread; unread: UnreadState };

/** A followed thread with unread replies, under its channel. */
export function ThreadSidebarRow({ serverId, thread, unread: { count, unread } }: Props) {
	const t = useTranslations("threads");
	const search = useSearchParams();
	const isHere = useCurrentChannelId() === thread.parentId;
	const isOpen = isHere && search.get("thread") === String(thread.parentSeq);
	const { setOpen: setDrawerOpen } = useDrawer();
	const name = thread.excerpt.trim() || t("thread");
	return (
		<Link
			href={threadPath(serverId, thread.parentId, thread.parentSeq)}
			aria-label={count > 0 ? t("rowMentions", { name, count }) : t("rowUnread", { name, count: unread })}
			aria-current={isOpen ? "true" : undefined}
			data-new={count > 0 ? "mention" : unread > 0 ? "unread" : undefined}
			onClick={(event) => {
				// In the open channel it only opens its panel.
				if (!isHere || event.metaKey || event.ctrlKey || event.shiftKey) return;
				event.preventDefault();
				setDrawerOpen(false);
				openPanel({ kind: "thread", seq: thread.parentSeq });
			}}
			className={classNames(
				"ring-inward relative mb-px flex h-7 items-center gap-2 rounded-md ps-8.5 pe-2 text-sm font-semibold text-text hover:bg-canvas-hover max-md:h-11 max-md:text-base",
				"before:absolute before:start-[15px] before:-top-1 before:h-[1.125rem] before:w-2.5 before:rounded-es-md before:border-s before:border-b before:border-line-strong max-md:before:h-[1.625rem]",
				isOpen && "bg-canvas-active",
			)}
		>
			<span dir="auto" className="min-w-0 flex-1 truncate">
				{name}
			</span>
			<UnreadMark mentions={count} unread={unread > 0} />
		</Link>
	);
}
