import type { ReactNode, Ref } from "react";
import type { DateFormat } from "@/app/_client/date-format";
import type { ChannelFeed, FeedState } from "@/app/_client/messages/channel-feed";
import type { Author } from "@/lib/realtime/protocol";
import type { MessageListRow } from "./list-rows";
import type { ListStartProps } from "./list-window";

export type ListHandle = {
	/** Brings a row of the window into view, and makes it glow. */
	goTo: (seq: number) => void;
	goToEnd: () => void;
	focusLast: () => void;
	focusSeq: (seq: number) => void;
};

/** What the reader sees: the day of the topmost message, when its divider is out of sight, and where the new ones begin. */
export type VisibleRange = { day: string | null; newPlace: "above" | "inside" | "below" | null };

export type MessageListProps = {
	ref: Ref<ListHandle>;
	/** What the list is called. */
	label: string;
	/** What stands above the first message, and how tall it is; a list shorter than the screen begins at its top, or ends at its bottom. */
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
	/** Where it opens: a message, or else the new ones, or else the end. */
	target: number | null;
	editingSeq: number | null;
	/** Null as long as it is not settled where the reader is. */
	onBottom: (atBottom: boolean | null) => void;
	onSight: (sight: VisibleRange) => void;
	onLongPress: (row: MessageListRow, point: { x: number; y: number } | null) => void;
	onLeave: () => void;
	onMessageKey: (event: KeyboardEvent, row: MessageListRow) => void;
};
