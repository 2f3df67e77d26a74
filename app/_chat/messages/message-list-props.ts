import type { ReactNode, Ref } from "react";
import type { DateFormat } from "@/app/_client/date-format";
import type { ChannelFeed, FeedState } from "@/app/_client/messages/channel-feed";
import type { Author } from "@/lib/realtime/protocol";
import type { MessageListRow } from "./list-rows";
import type { ListStartProps } from "./list-window";

export type ListHandle = {
	/** Scrolls to a row of the window, and highlights it. */
	goTo: (seq: number) => void;
	goToEnd: () => void;
	focusLast: () => void;
	focusSeq: (seq: number) => void;
};

/**
 * The visible range: the day of the topmost message, if its divider is out of sight, and the direction of the unread
 * ones.
 */
export type VisibleRange = { day: string | null; newPlace: "above" | "inside" | "below" | null };

export type MessageListProps = {
	ref: Ref<ListHandle>;
	/** The accessible name of the list. */
	label: string;
	/**
	 * The content above the first message, and its height; a list shorter than the screen is aligned to the top or the
	 * bottom.
	 */
	start: { height: number; atTop?: boolean; draw: (props: ListStartProps) => ReactNode };
	feed: ChannelFeed;
	state: FeedState;
	rows: readonly MessageListRow[];
	clock: DateFormat;
	today: string;
	viewer: Author;
	canManage: boolean;
	connected: boolean;
	newSeq: number | null;
	/** The opening position: a message, otherwise the first unread one, otherwise the end. */
	target: number | null;
	editingSeq: number | null;
	/** Null until the scroll position is known. */
	onBottom: (atBottom: boolean | null) => void;
	onSight: (sight: VisibleRange) => void;
	onLongPress: (row: MessageListRow, point: { x: number; y: number } | null) => void;
	onLeave: () => void;
	onMessageKey: (event: KeyboardEvent, row: MessageListRow) => void;
};
