"use client";

import { type ChannelLog, messageAt } from "@/app/_client/messages/channel-log";
import { lazy } from "@/app/_ui/lazy";
import type { Message } from "@/lib/realtime/protocol";
import type { MessageDialogKind } from "./message-actions-context";

const DeleteMessageDialog = lazy(() => import("./delete-message-dialog").then((module) => module.DeleteMessageDialog));
const EditHistoryDialog = lazy(() => import("./edit-history-dialog").then((module) => module.EditHistoryDialog));
const ReactedByDialog = lazy(() => import("./reacted-by-dialog").then((module) => module.ReactedByDialog));

export type OpenDialog = { what: MessageDialogKind | "delete"; message: Message; first?: string | undefined };
type Props = { open: OpenDialog; log: ChannelLog; onClose: () => void };

/** The open dialog about a message. It shows the message as it is now. */
export function MessageDialogs({ open: { what, message: opened, first }, log, onClose }: Props) {
	if (what === "delete") return <DeleteMessageDialog message={opened} onClose={onClose} />;
	const message = messageAt(log, opened.seq) ?? opened;
	if (what === "select") return null;
	if (what === "versions") return <EditHistoryDialog message={message} onClose={onClose} />;
	return <ReactedByDialog message={message} of={what} first={first} onClose={onClose} />;
}
