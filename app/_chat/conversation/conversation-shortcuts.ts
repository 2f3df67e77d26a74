"use client";

import { useEffect, useRef } from "react";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { channelPath } from "@/app/_client/paths";
import { isMac } from "@/app/_client/platform";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { hasUnread, rowUnreads } from "@/app/_client/unread/unread";
import { useMarkAllRead } from "@/app/_client/unread/use-mark-all-read";
import type { MemberChannel } from "@/lib/realtime/protocol";
import type { EarlyShortcut } from "../keyboard/early-shortcut";
import { isCovered } from "../keyboard/is-covered";

type Props = {
	channel: MemberChannel;
	early: EarlyShortcut;
	/** Marks the channel as read and goes to the newest message. */
	onEscape: () => void;
	/** Closes a panel that covers the conversation; returns false if there is none. */
	onCover: () => boolean;
	onPanel: () => void;
	/** A character typed for the composer. */
	onType: (text: string) => void;
};

const isField = (element: Element | null) =>
	element instanceof HTMLElement && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

/** Shortcuts that work wherever the focus is, while a channel and no dialog is open. */
export function ConversationShortcuts({ channel, early, ...handlers }: Props): null {
	const navigate = useNavigate();
	const server = useMemberServer(channel.serverId);
	const markAllRead = useMarkAllRead();
	const latest = useRef({ handlers, server, markAllRead });
	latest.current = { handlers, server, markAllRead };
	useEffect(() => {
		const go = (step: number, unreadOnly: boolean) => {
			const { server } = latest.current;
			const all = server?.channels ?? [];
			const standings = server && unreadOnly ? rowUnreads(server, Date.now(), channel.id) : null;
			const at = all.findIndex(({ id }) => id === channel.id);
			for (let count = 1; count < all.length; count++) {
				const next = all[(at + step * count + all.length * count) % all.length];
				if (!next || (standings && !hasUnread(standings.get(next.id)))) continue;
				navigate(channelPath(next.serverId, next.id));
				return;
			}
		};
		const onKeyDown = (event: KeyboardEvent) => {
			if (event.defaultPrevented || event.isComposing || isCovered()) return;
			const { key, altKey, shiftKey } = event;
			const mod = event.ctrlKey || event.metaKey;
			const { handlers: now, server, markAllRead } = latest.current;
			const arrow = key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : 0;
			if (altKey && !mod && arrow) {
				// On a Mac, Option with the arrows moves the caret in text.
				const typed = document.activeElement instanceof HTMLTextAreaElement && document.activeElement.value !== "";
				if (typed && isMac()) return;
				go(arrow, shiftKey);
			} else if (mod && !altKey && key === ".") now.onPanel();
			else if (mod && !altKey && key === "End") now.onEscape();
			else if (key === "Escape" && shiftKey && !mod && !altKey && server) void markAllRead(server);
			else if (key === "Escape" && !mod && !altKey && !shiftKey && !isField(document.activeElement)) {
				if (!now.onCover()) now.onEscape();
			} else if (scrolls(event)) return;
			else if (isPlainLetter(event) && nothingFocused()) now.onType(key);
			else return;
			event.preventDefault();
		};
		if (early.current) onKeyDown(early.current);
		early.current = null;
		addEventListener("keydown", onKeyDown);
		return () => removeEventListener("keydown", onKeyDown);
	}, [channel.id, early, navigate]);
	return null;
}

const isPlainLetter = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent) =>
	[...key].length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey;

/** Page Up, Page Down, Home and End scroll the messages, also without focus or with an empty composer. */
function scrolls(event: KeyboardEvent): boolean {
	const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
	if (ctrlKey || metaKey || altKey || shiftKey) return false;
	const page = { PageUp: -1, PageDown: 1 }[key];
	const end = { Home: 0, End: Number.MAX_SAFE_INTEGER }[key];
	const list = document.querySelector("#main [data-scroller]");
	if (!list || (page === undefined && end === undefined)) return false;
	const writing = document.activeElement?.matches("form textarea") ?? false;
	if (!nothingFocused() && !(writing && page)) return false;
	if (page) list.scrollBy({ top: page * list.clientHeight * 0.9 });
	else list.scrollTo({ top: end ?? 0 });
	event.preventDefault();
	return true;
}

/** After a navigation by keyboard the page's heading has the focus; it takes no text. */
const nothingFocused = () => document.activeElement?.matches("body, #main, #main h1") ?? true;
