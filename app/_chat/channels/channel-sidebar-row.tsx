"use client";

import { Pencil } from "lucide-react";
import { type MouseEvent, memo, useCallback, useRef } from "react";
import { useHasDraft } from "@/app/_client/messages/use-drafts";
import { channelPath } from "@/app/_client/paths";
import type { UnreadState } from "@/app/_client/unread/unread";
import { useJumpToUnread } from "@/app/_client/unread/use-jump-to-unread";
import { useTranslations } from "@/app/_i18n/use-translations";
import { lazyOnceUsable } from "@/app/_ui/lazy";
import type { MemberChannel, MemberServer } from "@/lib/realtime/protocol";
import { SidebarRow, UnreadMark } from "../shell/sidebar";
import { channelIcon, isReadOnly } from "./channel-icon";

const ChannelMenu = lazyOnceUsable(() => import("./channel-menu").then((module) => module.ChannelMenu));

type Props = {
	channel: MemberChannel;
	/** Set for a member, once their servers are known. */
	server: MemberServer | undefined;
	/** What is unread while it is not open. */
	unread: UnreadState | undefined;
	isOpen: boolean;
};

const quiet: UnreadState = { count: 0, unread: 0, muted: false };

/**
 * A channel in the sidebar. Its unread count, threads included, is at the end, and a click on it leads there. A change
 * of channels renders two of them again, however many there are.
 */
export const ChannelSidebarRow = memo(function ChannelSidebarRow({ channel, server, unread: known, isOpen }: Props) {
	const t = useTranslations("server");
	const menu = useRef<HTMLButtonElement | null>(null);
	const isAwaited = useRef(false);
	const state = isOpen ? { ...quiet, muted: known?.muted ?? false } : (known ?? quiet);
	const { count, unread, muted } = state;
	const { name } = channel;
	const Icon = channelIcon(channel, server);
	const drafting = useHasDraft(channel.id) && !isOpen;
	const named = channel.private
		? t("channelPrivate", { name })
		: isReadOnly(channel, server)
			? t("channelReadOnly", { name })
			: name;
	const accessibleLabel = drafting ? t("channelDraft", { name: named }) : named;
	const label =
		count > 0
			? t("channelMentions", { name: accessibleLabel, count })
			: unread > 0
				? t("channelUnread", { name: accessibleLabel })
				: muted
					? t("channelMuted", { name: accessibleLabel })
					: accessibleLabel === name
						? undefined
						: accessibleLabel;
	const onContextMenu = (event: MouseEvent) => {
		if (!server) return;
		event.preventDefault();
		if (menu.current) openMenu(menu.current);
		else isAwaited.current = true;
	};
	// The menu loads once the page is usable. A right click before that is answered then.
	const onMenu = useCallback((button: HTMLButtonElement | null) => {
		menu.current = button;
		if (!button || !isAwaited.current) return;
		isAwaited.current = false;
		openMenu(button);
	}, []);
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: a right click opens the menu of the button in it.
		<div className="group/row relative" onContextMenu={onContextMenu}>
			<SidebarRow
				href={channelPath(channel.serverId, channel.id)}
				isOpen={isOpen}
				isUnread={unread > 0 || count > 0}
				isMentioned={count > 0}
				isMuted={muted}
				icon={<Icon size="1rem" />}
				{...(label !== undefined && { label })}
				trailing={
					<span className="flex shrink-0 items-center empty:hidden">
						{drafting && <Pencil size="0.8125rem" aria-hidden="true" className="me-1.5 shrink-0 text-text-faint" />}
						{/* The button to the oldest unread message lies over it. */}
						<UnreadMark mentions={count} unread={unread > 0} />
					</span>
				}
			>
				{name}
			</SidebarRow>
			{server && (
				<>
					{count > 0 && <MentionButton channel={channel} />}
					<ChannelMenu
						ref={onMenu}
						server={server}
						channel={channel}
						unread={state}
						className={count > 0 || unread > 0 || muted ? "end-8" : "end-1"}
					/>
				</>
			)}
		</div>
	);
});

/** Opens a menu by key, which works before and after its first use. */
function openMenu(button: HTMLButtonElement): void {
	button.focus();
	button.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
}

/** Covers the number of mentions, and opens the oldest of them. */
function MentionButton({ channel }: { channel: MemberChannel }) {
	const t = useTranslations("server");
	const jump = useJumpToUnread();
	const label = t("toOldestMention", { name: channel.name });
	return (
		<button
			type="button"
			tabIndex={-1}
			aria-label={label}
			title={label}
			onClick={() => void jump(channel, "mention")}
			className="absolute inset-y-0.5 end-1 w-8 rounded-sm max-md:w-11"
		/>
	);
}
