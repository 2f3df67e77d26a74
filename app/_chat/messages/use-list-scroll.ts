"use client";

import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { VirtualizerHandle } from "virtua";
import { isAtHead } from "@/app/_client/messages/channel-log";
import { afterFrames } from "@/app/_ui/after-frames";
import { lazyModule } from "@/app/_ui/lazy";
import { useResizeObserver } from "@/app/_ui/use-resize-observer";
import { markUsable, whenUsable } from "@/app/_ui/when-usable";
import type { MessageListRow } from "./list-rows";
import { isWaiting, nextScroll, openingTarget, type ScrollEvent, type ScrollState } from "./list-scroll";
import { isNearStart, type ListWindow, visibleRange } from "./list-window";
import type { MessageListProps } from "./message-list-props";

/** Needed when messages are deleted or come back: by then it is too late to load it. */
const keptPlace = lazyModule(() => import("./kept-place"));

const nearBottomPx = 80;
export const endGapPx = 12;
const screensAhead = 1.5;
/** Afterwards a scroll is the reader's. */
const settlingFrames = 10;

type Props = Pick<MessageListProps, "feed" | "start" | "newSeq" | "target" | "onBottom" | "onVisibleRange"> & {
	scroller: RefObject<HTMLDivElement | null>;
	virtual: RefObject<VirtualizerHandle | null>;
	view: ListWindow;
	/** A jump has scrolled to this row. */
	onArrive: (row: MessageListRow) => void;
};

/** Scrolls the list to the target of `nextScroll`, loads pages near its ends, and reports the visible range. */
export function useListScroll(props: Props) {
	const { feed, start, newSeq, scroller, virtual, onBottom, onVisibleRange, onArrive } = props;
	const { source, state } = feed;
	const { shown, epoch } = props.view;
	const [target] = useState(() => openingTarget(props.target, newSeq));
	const scroll = useRef<ScrollState>({ mode: "jumping", waitingFor: target, isOpening: true });
	const [isMounted, setMounted] = useState(false);
	/** The static list is shown until the virtual one has measured its rows and reached its target. */
	const [isReady, setReady] = useState(false);
	// The static list is drawn first, by itself.
	useEffect(() => afterFrames(1, () => setMounted(true)), []);
	useEffect(() => (isMounted ? afterFrames(3, () => setReady(true)) : undefined), [isMounted]);

	useEffect(() => (isReady ? afterFrames(2, markUsable) : undefined), [isReady]);
	useEffect(() => void whenUsable.then(keptPlace.load).catch(() => {}), []);

	const indexOf = useCallback((seq: number) => shown.findIndex(({ message }) => message.seq === seq), [shown]);
	const dispatch = useCallback(
		(event: ScrollEvent) => {
			const [next, command] = nextScroll(scroll.current, event);
			scroll.current = next;
			if (command === "toEnd") {
				if (shown.length > 0) virtual.current?.scrollToIndex(shown.length - 1, { align: "end", offset: endGapPx });
			} else if (command) {
				virtual.current?.scrollToIndex(command.index, command);
				const row = shown[command.index];
				if (row && command.flash) onArrive(row);
			}
		},
		[shown, virtual, onArrive],
	);

	// biome-ignore lint/correctness/useExhaustiveDependencies: a new epoch is a new list.
	useLayoutEffect(() => {
		if (isMounted && shown.length > 0)
			dispatch({ type: "rowsChanged", indexOf, isAtHead: isAtHead(source.getSnapshot().log) });
	}, [isMounted, shown, epoch, source, indexOf, dispatch]);

	const drawn = useRef(shown);
	useLayoutEffect(() => {
		const box = scroll.current.mode === "free" ? scroller.current : null;
		const anchor = box && keptPlace.current?.findAnchor(box, drawn.current, shown);
		drawn.current = shown;
		if (!anchor) return;
		dispatch({ type: "roomChanged", anchor });
		afterFrames(settlingFrames, () => dispatch({ type: "settled", anchor }));
	}, [shown, scroller, dispatch]);

	const onScroll = useCallback(() => {
		const { current } = scroller;
		if (!current || !isReady || isWaiting(scroll.current)) return;
		const { scrollTop, scrollHeight, clientHeight } = current;
		const below = scrollHeight - scrollTop - clientHeight;
		dispatch({ type: "scrolled", isAtEnd: below <= nearBottomPx && isAtHead(source.getSnapshot().log) });
		const { mode } = scroll.current;
		onBottom(mode === "jumping" ? null : mode === "following");
		if (scrollTop < start.height + clientHeight * screensAhead) void source.loadOlder();
		if (below < clientHeight * screensAhead) void source.loadNewer();
		const list = virtual.current;
		if (!list) return;
		const top = list.findItemIndex(scrollTop + 8);
		const bottom = list.findItemIndex(scrollTop + clientHeight);
		onVisibleRange(visibleRange({ rows: shown, top, bottom, newSeq, isStartVisible: scrollTop < start.height }));
	}, [source, shown, isReady, newSeq, start.height, scroller, virtual, dispatch, onBottom, onVisibleRange]);

	// The first page may be too short for the screen, and the window may change without a scroll.
	// biome-ignore lint/correctness/useExhaustiveDependencies: the position is read again for every new log.
	useEffect(() => {
		if (!isMounted) return;
		let frame = requestAnimationFrame(() => {
			onScroll();
			frame = requestAnimationFrame(() => {
				if (scroll.current.mode !== "jumping" || isWaiting(scroll.current)) return;
				dispatch({ type: "measured" });
				onScroll();
			});
		});
		return () => cancelAnimationFrame(frame);
	}, [isMounted, onScroll, state.log]);

	const onResize = useCallback(
		() => dispatch({ type: "resized", isAtHead: isAtHead(source.getSnapshot().log), indexOf }),
		[dispatch, source, indexOf],
	);
	// The composer grows, or a phone's keyboard opens.
	useResizeObserver(scroller, onResize);
	const onScrollEnd = () =>
		source.trim(scroll.current.mode !== "following" && isNearStart(scroller.current) ? "end" : "start");

	const goTo = useCallback((seq: number) => dispatch({ type: "jump", seq, index: indexOf(seq) }), [dispatch, indexOf]);
	const goToEnd = useCallback(() => {
		const { log } = source.getSnapshot();
		dispatch({ type: "jumpToEnd", isLoaded: isAtHead(log) && log === state.log });
	}, [dispatch, source, state.log]);

	return { target, isMounted, isReady, indexOf, goTo, goToEnd, onScroll, onResize, onScrollEnd };
}
