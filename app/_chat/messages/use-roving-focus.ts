"use client";

import {
	type FocusEvent,
	type MouseEvent,
	type KeyboardEvent as ReactKeyboardEvent,
	type RefObject,
	useCallback,
	useLayoutEffect,
	useMemo,
	useRef,
	useState,
} from "react";
import type { VirtualizerHandle } from "virtua";
import type { MessageListRow } from "./list-rows";
import type { RowEvents } from "./message-list-props";

type Props = {
	scroller: RefObject<HTMLDivElement | null>;
	virtual: RefObject<VirtualizerHandle | null>;
	rows: readonly MessageListRow[];
	rowEvents: RowEvents;
};

/** About a third of a second. */
const mostFrames = 20;

const rowOf = (element: EventTarget | null) =>
	element instanceof Element ? element.closest<HTMLElement>("[data-row]") : null;

/**
 * The list is one tab stop. Arrow keys move between the messages, Enter goes to the links and buttons of a message and
 * Escape goes back. The row with the focus stays in the page however far the user scrolls.
 */
export function useRovingFocus({ scroller, virtual, rows, rowEvents }: Props) {
	const [cursor, setCursor] = useState<string | null>(null);
	const [focused, setFocused] = useState<string | null>(null);
	const wanted = useRef<string | null>(null);

	const index = useMemo(() => (cursor === null ? -1 : rows.findIndex(({ key }) => key === cursor)), [rows, cursor]);
	const mounted = useMemo(() => (index < 0 ? undefined : [index]), [index]);

	const focusAt = useCallback(
		(place: number, step = -1) => {
			let at = Math.min(rows.length - 1, Math.max(0, place));
			while (rows[at]?.isHidden && rows[at + step]) at += step;
			const row = rows[at];
			if (!row || row.isHidden) return;
			wanted.current = row.key;
			setCursor(row.key);
			virtual.current?.scrollToIndex(at, { align: "nearest" });
			// Already the active row: no render will follow, so it is focused here.
			scroller.current
				?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.key)}"]`)
				?.focus({ preventScroll: true });
		},
		[rows, virtual, scroller],
	);

	/** Focuses the target row of a scroll as soon as it is mounted. */
	const focusRow = useCallback((key: string) => {
		wanted.current = key;
		setCursor(key);
	}, []);

	useFocusWanted(scroller, wanted);

	// The message with the focus was deleted: the next one gets it.
	useLayoutEffect(() => {
		const at = focused === null ? -1 : rows.findIndex(({ key }) => key === focused);
		if (rows[at]?.isHidden) focusAt(at, rows.slice(at).some(({ isHidden }) => !isHidden) ? 1 : -1);
	}, [rows, focused, focusAt]);

	const onKeyDown = (event: ReactKeyboardEvent) => {
		const element = rowOf(event.target);
		const at = element ? rows.findIndex(({ key }) => key === element.dataset.row) : -1;
		const row = rows[at];
		if (!element || !row) return;
		const inside = [...element.querySelectorAll<HTMLElement>("a[href], button:not([aria-hidden])")].filter(
			(one) => one.offsetParent,
		);
		const place = inside.indexOf(event.target as HTMLElement);
		if (place >= 0) {
			const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
			if (event.key === "Escape") element.focus({ preventScroll: true });
			else if (step) inside[(place + step + inside.length) % inside.length]?.focus();
			else return;
		} else if (event.target !== element) return;
		else if (event.key === "ArrowUp") focusAt(at - 1, -1);
		else if (event.key === "ArrowDown") focusAt(at + 1, 1);
		else if (event.key === "Home" && !event.ctrlKey) focusAt(0, 1);
		else if (event.key === "End" && !event.ctrlKey) focusAt(rows.length - 1, -1);
		else if (event.key === "Enter") inside[0]?.focus();
		else if (event.key === "Escape") rowEvents.onLeave();
		else if (row.folded && !row.folded.open) return;
		else return rowEvents.onKey(event.nativeEvent, row);
		event.preventDefault();
		event.stopPropagation();
	};
	const onFocus = (event: FocusEvent) => {
		const key = rowOf(event.target)?.dataset.row ?? null;
		if (key === null) return;
		setCursor(key);
		// A click focuses too, but shows the toolbar by hovering.
		setFocused(event.target.matches(":focus-visible") ? key : null);
	};
	const onBlur = (event: FocusEvent) => {
		if (!rowOf(event.relatedTarget)) setFocused(null);
	};
	const onContextMenu = (event: MouseEvent) => {
		const key = rowOf(event.target)?.dataset.row;
		const row = rows.find((one) => one.key === key);
		if (row) openContextMenu(event, row, rowEvents.onMenu);
	};
	return {
		cursor: rows[index]?.isHidden === false ? cursor : null,
		focused,
		mounted,
		focusAt,
		focusRow,
		onKeyDown,
		onFocus,
		onBlur,
		onContextMenu,
	};
}

/** Focuses the wanted row after every render until it takes the focus. */
function useFocusWanted(scroller: Props["scroller"], wanted: RefObject<string | null>): void {
	useLayoutEffect(() => {
		let frame = 0;
		let left = mostFrames;
		const take = () => {
			if (wanted.current === null) return;
			const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(wanted.current)}"]`);
			row?.focus({ preventScroll: true });
			// A new row is hidden until it is measured, and a hidden element cannot be focused.
			if (row && document.activeElement === row) wanted.current = null;
			else if (row && left-- > 0) frame = requestAnimationFrame(take);
		};
		take();
		return () => cancelAnimationFrame(frame);
	});
}

/** A long press, or the second button of a mouse. With a mouse, links, pictures and a selection keep the browser's menu. */
function openContextMenu(event: MouseEvent, row: MessageListRow, onMenu: RowEvents["onMenu"]): void {
	const isTouch = matchMedia("(pointer: coarse)").matches;
	const isOfBrowser = event.target instanceof Element && event.target.closest("a[href], img, video, audio, textarea");
	if (!isTouch && (isOfBrowser || getSelection()?.isCollapsed === false)) return;
	event.preventDefault();
	onMenu(row, isTouch ? null : { x: event.clientX, y: event.clientY });
}
