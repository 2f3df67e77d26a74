"use client";

import { lazy } from "react";

/** What a first look at a channel does without. It is fetched once the page rests, so that nobody waits for it either. */
const parts = {
	emojiPopover: () => import("./emoji-popover"),
	messageToolbar: () => import("./message-toolbar"),
	messageEditor: () => import("./message-editor"),
	messageSheet: () => import("./message-sheet"),
	deleteDialog: () => import("./delete-message-dialog"),
	memberList: () => import("./member-list"),
	menu: () => import("../_ui/menu-content"),
	dialog: () => import("../_ui/dialog-content"),
};

export const EmojiPopover = lazy(() => parts.emojiPopover().then((part) => ({ default: part.EmojiPopover })));
export const MessageToolbar = lazy(() => parts.messageToolbar().then((part) => ({ default: part.MessageToolbar })));
export const MessageEditor = lazy(() => parts.messageEditor().then((part) => ({ default: part.MessageEditor })));
export const MessageSheet = lazy(() => parts.messageSheet().then((part) => ({ default: part.MessageSheet })));
export const DeleteMessageDialog = lazy(() =>
	parts.deleteDialog().then((part) => ({ default: part.DeleteMessageDialog })),
);
export const MemberList = lazy(() => parts.memberList().then((part) => ({ default: part.MemberList })));

export function fetchParts(): void {
	for (const part of Object.values(parts)) part().catch(() => {});
}
