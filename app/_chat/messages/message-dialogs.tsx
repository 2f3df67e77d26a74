"use client";

import { type ChannelLog, messageAt } from "@/app/_client/messages/channel-log";
import { lazy } from "@/app/_ui/lazy";
import type { Message } from "@/lib/realtime/protocol";
import type { MessageDialogKind } from "./message-actions-context";

const EditHistoryDialog = lazy(() => import("./edit-history-dialog").then((module) => module.EditHistoryDialog));
const ReactedByDialog = lazy(() => import("./reacted-by-dialog").then((module) => module.ReactedByDialog));

export type OpenDialog = { what: MessageDialogKind; message: Message; first?: string | undefined };
type Props = { open: OpenDialog; log: ChannelLog; onClose: () => void };

/** Keeps an open dialog in sync with its message. */
export function MessageDialogs({ open: { what, message: opened, first }, log, onClose }: Props) {
	const message = messageAt(log, opened.seq) ?? opened;
	return what === "versions" ? (
		<EditHistoryDialog message={message} onClose={onClose} />
	) : (
		<ReactedByDialog message={message} of={what} first={first} onClose={onClose} />
	);
}
