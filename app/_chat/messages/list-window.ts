import type { MessageListRow } from "./list-rows";

/**
 * The input of the virtual list. The list learns of changes only by the number of rows and the end at which they came.
 * So changes at both ends are applied in two steps, and a window elsewhere in the log is a new list.
 */
export type ListWindow = {
	/** All rows, of which `shown` may be a part for one step. */
	rows: readonly MessageListRow[];
	shown: readonly MessageListRow[];
	/** The seq of the first row. */
	first: number;
	/** Rows were added or removed at the start. */
	shift: boolean;
	epoch: number;
};

export function initialWindow(rows: readonly MessageListRow[]): ListWindow {
	return { rows, shown: rows, first: rows[0]?.message.seq ?? 0, shift: false, epoch: 0 };
}

export function nextWindow(view: ListWindow, rows: readonly MessageListRow[]): ListWindow {
	const first = rows[0]?.message.seq ?? 0;
	const moved = view.first - first;
	// A list of only pending messages has no seqs yet.
	if (view.first === 0 || first === 0) return { ...view, rows, shown: rows, first, shift: false };
	const apart = moved > rows.length || -moved > view.shown.length;
	if (apart) return { rows, shown: rows, first, shift: false, epoch: view.epoch + 1 };
	if (moved === 0) return { ...view, rows, shown: rows, shift: false };
	const expected = view.shown.length + moved;
	return { ...view, rows, shown: rows.slice(0, Math.max(expected, 0)), first, shift: true };
}

export const isPartial = (view: ListWindow) => view.shown.length !== view.rows.length;

export const wholeView = (view: ListWindow): ListWindow => ({ ...view, shown: view.rows, shift: false });

/** The day of the topmost message, when its divider is out of sight, and where the unread messages begin. */
export type VisibleRange = { day: string | null; newPlace: "above" | "inside" | "below" | null };

/** The scroll target of the list: a row, or the end. */
export type ScrollTarget = { seq: number; align: "start" | "center"; flash: boolean } | "end";

const maxAbove = 12;
const maxBelow = 28;
const maxAtEnd = 40;

/**
 * The rows around the opening position, and the seq of the target; without one the last row is at the bottom of the
 * screen.
 */
export function aroundGoal(rows: readonly MessageListRow[], goal: ScrollTarget) {
	const index = goal === "end" ? -1 : rows.findIndex(({ message }) => message.seq === goal.seq);
	const row = rows[index];
	if (!row || goal === "end") return { above: rows.slice(-maxAtEnd), at: null, below: [] };
	return {
		above: rows.slice(Math.max(0, index - maxAbove), index),
		at: { row, align: goal.align },
		below: rows.slice(index + 1, index + maxBelow),
	};
}

/** The props of the content above the first message. */
export type ListStartProps = {
	/** Older messages exist. */
	more: boolean;
	failed: boolean;
	empty: boolean;
	/** Messages before the first one have expired. */
	expired: boolean;
	onRetry: () => void;
};

type VisibleRows = {
	rows: readonly MessageListRow[];
	/** The indexes of the topmost and the lowest row on the screen. */
	top: number;
	bottom: number;
	newSeq: number | null;
	/** The content above the first message is visible. */
	isStartVisible: boolean;
};

export function visibleRange({ rows, top, bottom, newSeq, isStartVisible }: VisibleRows): VisibleRange {
	const first = isStartVisible ? undefined : rows[top];
	const newIndex = newSeq === null ? -1 : newSeq - (rows[0]?.message.seq ?? 0);
	return {
		day: first && !first.startsDay ? first.message.createdAt : null,
		newPlace: newSeq === null ? null : newIndex < top ? "above" : newIndex > bottom ? "below" : "inside",
	};
}

export const isNearStart = (box: HTMLElement | null) => box !== null && box.scrollTop < box.scrollHeight / 2;
