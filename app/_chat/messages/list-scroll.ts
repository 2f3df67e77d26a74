import type { ScrollTarget } from "./list-window";

/**
 * The position of the reader in the message list:
 * - `following`: at the end. The end stays in view when messages arrive or sizes change.
 * - `jumping`: on the way to `waitingFor`, until its row is in the window. Afterwards `waitingFor` is null until the rows
 *   around it have been measured; before that, the scroll position says nothing about the reader.
 * - `free`: anywhere else. The list does not scroll by itself, but for `anchor`: when messages are deleted or come back
 *   between those on the screen, the topmost that stays does not move.
 */
export type ScrollState =
	| { mode: "following" }
	| { mode: "jumping"; waitingFor: ScrollTarget | null; isOpening?: boolean }
	| { mode: "free"; anchor?: Anchor };

/** A row, and how far its top is below that of the list. */
export type Anchor = { seq: number; top: number };

export type ScrollEvent =
	/** The list renders other rows than before. `indexOf` is -1 for a message that is not among them. */
	| { type: "rowsChanged"; indexOf: (seq: number) => number; isAtHead: boolean }
	/** Rows have lost or got their room, and `anchor` is on the screen before and after. */
	| { type: "roomChanged"; anchor: Anchor }
	/** The list or a row has another size. */
	| { type: "resized"; isAtHead: boolean; indexOf: (seq: number) => number }
	/** The scroll position was read. `isAtEnd`: near the end of the newest messages. */
	| { type: "scrolled"; isAtEnd: boolean }
	/** The rows around this anchor have their real sizes. */
	| { type: "settled"; anchor: Anchor }
	/** The rows around the target of a jump have their real sizes. */
	| { type: "measured" }
	| { type: "jump"; seq: number; index: number }
	| { type: "jumpToEnd"; isLoaded: boolean };

/** Where the list must scroll now. */
export type ScrollCommand = "toEnd" | { index: number; align: "start" | "center"; offset: number; flash: boolean };

type Step = [state: ScrollState, command: ScrollCommand | null];

const following: ScrollState = { mode: "following" };
const free: ScrollState = { mode: "free" };

/** A first unread message leaves room above it for its divider and for the messages before it. */
const roomAbovePx = 64;

/** The target when a list opens: a message, or else the first unread one, or else the end. */
export function openingTarget(seq: number | null, firstUnread: number | null): ScrollTarget {
	if (seq !== null) return { seq, align: "center", flash: true };
	return firstUnread === null ? "end" : { seq: firstUnread, align: "start", flash: false };
}

/** True while a jump waits for its row. The scroll position is that of the old window and must not be used. */
export const isWaiting = (state: ScrollState) => state.mode === "jumping" && state.waitingFor !== null;

export function nextScroll(state: ScrollState, event: ScrollEvent): Step {
	switch (event.type) {
		case "rowsChanged":
			return rowsChanged(state, event.indexOf, event.isAtHead);
		case "roomChanged":
			return [state.mode === "free" ? { mode: "free", anchor: event.anchor } : state, null];
		case "resized":
			if (state.mode === "free" && state.anchor) return [state, hold(state.anchor, event.indexOf)];
			return [state, state.mode === "following" && event.isAtHead ? "toEnd" : null];
		case "scrolled":
			if (state.mode === "jumping") return [state, null];
			// Also while the anchor is held.
			return [event.isAtEnd ? following : state.mode === "free" ? state : free, null];
		case "settled":
			// A later change may have set another anchor.
			return [state.mode === "free" && state.anchor === event.anchor ? free : state, null];
		case "measured":
			return [state.mode === "jumping" && !isWaiting(state) ? free : state, null];
		case "jump":
			if (event.index < 0)
				return [{ mode: "jumping", waitingFor: { seq: event.seq, align: "center", flash: true } }, null];
			return [free, { index: event.index, align: "center", offset: 0, flash: true }];
		case "jumpToEnd":
			return event.isLoaded ? [following, "toEnd"] : [{ mode: "jumping", waitingFor: "end" }, null];
	}
}

function hold({ seq, top }: Anchor, indexOf: (seq: number) => number): ScrollCommand | null {
	const index = indexOf(seq);
	return index < 0 ? null : { index, align: "start", offset: -top, flash: false };
}

function rowsChanged(state: ScrollState, indexOf: (seq: number) => number, isAtHead: boolean): Step {
	const target = state.mode === "jumping" ? state.waitingFor : null;
	if (target === "end" || state.mode === "following") {
		// After a long absence the window ends before the newest message: the reader stays where they were.
		return [following, isAtHead ? "toEnd" : null];
	}
	const index = target ? indexOf(target.seq) : -1;
	// The first unread message comes with the catch-up: until then the list stands at the end of the cached messages.
	if (index < 0 && state.mode === "jumping" && state.isOpening) return [state, "toEnd"];
	if (!target || index < 0) return [state, null];
	const { align, flash } = target;
	return [
		{ mode: "jumping", waitingFor: null },
		{ index, align, offset: align === "start" ? -roomAbovePx : 0, flash },
	];
}
