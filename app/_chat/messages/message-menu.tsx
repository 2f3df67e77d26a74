"use client";

import { lazy } from "@/app/_ui/lazy";
import type { MessageListRow } from "./list-rows";
import { permissionsFor, type SharedRowProps } from "./message-row-props";

const MessageActionSheet = lazy(() => import("./message-action-sheet").then((module) => module.MessageActionSheet));
const MessageContextMenu = lazy(() => import("./message-context-menu").then((module) => module.MessageContextMenu));

export type OpenMenu = { row: MessageListRow; point: { x: number; y: number } | null };

type Props = { open: OpenMenu; shared: SharedRowProps; onClose: () => void };

/** The menu of a message: at the pointer, or as a sheet after a long press. */
export function MessageMenu({ open: { row, point }, shared, onClose }: Props) {
	const { message } = row;
	const menu = { message, ...permissionsFor(message, shared), onClose };
	if (!point) return <MessageActionSheet {...menu} />;
	return <MessageContextMenu key={`${message.seq} ${point.x} ${point.y}`} {...menu} {...point} />;
}

/** Messages on their way, deleted ones and collapsed ones have no menu. */
export const hasMenu = ({ message, outgoing, folded }: MessageListRow) =>
	!outgoing && !message.deletedAt && (!folded || folded.open);
