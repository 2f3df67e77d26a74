import type { ReactNode, Ref } from "react";
import type { ChannelFeed, FeedState } from "@/app/_client/messages/channel-feed";
import type { MessageListRow } from "./list-rows";
import type { ListStartProps, VisibleRange } from "./list-window";
import type { SharedRowProps } from "./message-row-props";
import type { Selected } from "./selection";

export type ListHandle = {
	/** Scrolls to a row of the window and highlights it. */
	goTo: (seq: number) => void;
	goToEnd: () => void;
	focusLast: () => void;
	focusSeq: (seq: number) => void;
};

/** The content above the first message, and its height. A list shorter than the screen starts at the top with `atTop`, else it ends at the bottom. */
export type ListStartContent = { height: number; atTop?: boolean; draw: (props: ListStartProps) => ReactNode };

export type MessageListProps = {
	ref: Ref<ListHandle>;
	label: string;
	start: ListStartContent;
	feed: { source: ChannelFeed; state: FeedState; rows: readonly MessageListRow[] };
	shared: SharedRowProps;
	newSeq: number | null;
	/** The message to open at. Without one the list opens at the first unread message, or else at the end. */
	target: number | null;
	editingSeq: number | null;
	/** Null while no messages are being selected. */
	selected: Selected | null;
	/** Null while the position of the reader is not known. */
	onBottom: (atBottom: boolean | null) => void;
	onVisibleRange: (visible: VisibleRange) => void;
	rowEvents: RowEvents;
};

export type RowEvents = {
	/** The context menu was asked for: at a point with a mouse, without one by a long press. */
	onMenu: (row: MessageListRow, point: { x: number; y: number } | null) => void;
	/** Escape on a message: back to the composer. */
	onLeave: () => void;
	onKey: (event: KeyboardEvent, row: MessageListRow) => void;
};
