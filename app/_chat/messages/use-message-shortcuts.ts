"use client";

import { useRef } from "react";
import { usePreferences } from "@/app/_client/account/use-preferences";
import { afterFrames } from "@/app/_ui/after-frames";
import type { Permission } from "@/lib/auth/permissions";
import type { Message } from "@/lib/realtime/protocol";
import type { MessageListRow } from "./list-rows";
import type { MessageActions } from "./message-actions-context";
import { loadToolbar } from "./message-row";
import type { MessagePermissions } from "./message-row-props";

type Props = {
	actions: MessageActions;
	permissions: (message: Message) => MessagePermissions;
	mayHere: (permission: Permission) => boolean;
	onFirstNew: () => void;
};

/** Single-key shortcuts of the focused message. */
export function useMessageShortcuts(props: Props): (event: KeyboardEvent, row: MessageListRow) => void {
	const letters = usePreferences().letters === "on";
	const latest = useRef({ ...props, letters });
	latest.current = { ...props, letters };
	const handler = useRef((event: KeyboardEvent, { message, outgoing }: MessageListRow) => {
		const { actions, permissions, mayHere, onFirstNew, letters } = latest.current;
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		// Speech input and tremor cause accidental letters.
		if (!letters && event.key.length === 1) return;
		const act = () => {
			if (event.key.toLowerCase() === "n") return onFirstNew();
			if (message.system && "cetp".includes(event.key.toLowerCase())) return false;
			if (event.key.toLowerCase() === "c") return actions.copyText(message);
			if (outgoing) return event.key === "Delete" ? actions.discard(outgoing.nonce) : false;
			if (message.deletedAt) return false;
			const { canReply, canEdit, canDelete } = permissions(message);
			switch (event.key.toLowerCase()) {
				case "r":
					return canReply ? actions.reply(message) : false;
				case "t":
					return message.thread || mayHere("create_threads") ? (actions.thread?.(message) ?? false) : false;
				case "e":
					return canEdit ? actions.edit(message) : false;
				case "u":
					return actions.markUnread(message);
				case "p":
					return actions.thread && mayHere("pin_messages") ? actions.togglePin(message) : false;
				case "s":
					return actions.toggleSaved(message);
				case "l":
					return actions.copyLink(message);
				case "delete":
					return canDelete ? actions.askDelete(message) : false;
				case "+":
					return press(event, "[data-react]");
				case "f10":
					return event.shiftKey ? press(event, "[data-more]") : false;
				case "contextmenu":
					return press(event, "[data-more]");
				default:
					return false;
			}
		};
		if (act() !== false) event.preventDefault();
	});
	return handler.current;
}

/**
 * Opens a toolbar button's menu, once the toolbar is loaded, unless the focus has left the message by then. A mounted
 * menu listens to keys, an unmounted one to clicks.
 */
function press({ target: row }: KeyboardEvent, selector: string): void {
	if (!(row instanceof Element)) return;
	const attempt = () => {
		const tool = document.activeElement === row ? row.querySelector<HTMLElement>(selector) : null;
		tool?.focus();
		tool?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
		tool?.click();
	};
	if (row.querySelector(selector)) attempt();
	else void loadToolbar().then(() => afterFrames(1, attempt));
}
