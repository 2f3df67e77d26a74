"use client";

import { useCallback, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { hasBefore, isAtHead, messageAt } from "@/app/_client/messages/channel-log";
import { afterFrames } from "@/app/_ui/after-frames";
import { classNames } from "@/app/_ui/class-names";
import { useResizeObserver } from "@/app/_ui/use-resize-observer";
import { LabelledList, ListLabel } from "./labelled-list";
import { ListEnd } from "./list-end";
import type { MessageListRow } from "./list-rows";
import { initialWindow, isNearStart, isPartial, nextWindow, type ScrollTarget, wholeView } from "./list-window";
import type { MessageListProps } from "./message-list-props";
import { MessageRow } from "./message-row";
import { PrintedMessages } from "./printed-messages";
import { StaticMessageList } from "./static-message-list";
import { useHighlight } from "./use-highlight";
import { useHoveredRow } from "./use-hovered-row";
import { useRovingFocus } from "./use-roving-focus";

const nearBottomPx = 80;
const endGapPx = 12;
const screensAhead = 1.5;

/** The message list: only rows near the screen are mounted, and the scroll position is kept through all changes. */
export function MessageList(props: MessageListProps) {
	const { feed, state, rows, clock, newSeq, target, start, onBottom, onSight } = props;
	const { log } = state;
	const scroller = useRef<HTMLDivElement>(null);
	const virtual = useRef<VirtualizerHandle>(null);
	/** Follows the end while the user is there. */
	const follows = useRef(true);
	/** Row heights are estimates until measured: meanwhile the list stays at the jump's target. */
	const settling = useRef(false);
	const [first] = useState((): ScrollTarget => {
		if (target !== null) return { seq: target, align: "center", flash: true };
		return newSeq === null ? "end" : { seq: newSeq, align: "start", flash: false };
	});
	const goal = useRef<ScrollTarget | null>(first);
	const [mounted, setMounted] = useState(false);
	/** The static rows stay visible until the list has measured its rows and is at its opening position. */
	const [isReady, setReady] = useState(false);
	const [flashed, flash] = useHighlight();
	useLayoutEffect(() => setMounted(true), []);
	useEffect(() => afterFrames(3, () => setReady(true)), []);

	const [view, setView] = useState(() => initialWindow(rows));
	if (rows !== view.rows) setView(nextWindow(view, rows));
	useLayoutEffect(() => {
		if (isPartial(view)) setView(wholeView);
	}, [view]);
	const { shown, shift, epoch } = view;

	const roving = useRovingFocus({ scroller, virtual, rows: shown, onLeave: props.onLeave, onKey: props.onMessageKey });
	const { focusRow } = roving;
	/** Highlights the target of a jump and focuses it. */
	const highlight = useCallback(
		({ key, isHidden: gone }: MessageListRow) => {
			flash(key);
			if (!gone) focusRow(key);
		},
		[flash, focusRow],
	);

	const placeOf = useCallback((seq: number) => shown.findIndex(({ message }) => message.seq === seq), [shown]);
	const scrollToEnd = useCallback(() => {
		if (shown.length > 0) virtual.current?.scrollToIndex(shown.length - 1, { align: "end", offset: endGapPx });
	}, [shown]);

	// Scrolls to the target as soon as its row exists; otherwise follows the end.
	// biome-ignore lint/correctness/useExhaustiveDependencies: a new epoch is a new list.
	useLayoutEffect(() => {
		if (!mounted || shown.length === 0) return;
		const wanted = goal.current;
		if (wanted === "end") {
			goal.current = null;
			follows.current = true;
		} else if (wanted) {
			const index = placeOf(wanted.seq);
			const row = shown[index];
			if (!row) return;
			goal.current = null;
			follows.current = false;
			settling.current = true;
			const offset = wanted.align === "start" ? -64 : 0;
			virtual.current?.scrollToIndex(index, { align: wanted.align, offset });
			if (wanted.flash) highlight(row);
			return;
		}
		// After a long absence the window ends in the middle: the scroll position stays.
		if (follows.current && isAtHead(feed.getSnapshot().log)) scrollToEnd();
	}, [mounted, shown, placeOf, scrollToEnd, epoch]);

	const look = useCallback(() => {
		const { current } = scroller;
		if (!current || !isReady || goal.current) return;
		const { scrollTop, scrollHeight, clientHeight } = current;
		const below = scrollHeight - scrollTop - clientHeight;
		const { log: latest } = feed.getSnapshot();
		follows.current = below <= nearBottomPx && isAtHead(latest) && !settling.current;
		onBottom(settling.current ? null : follows.current);
		if (scrollTop < start.height + clientHeight * screensAhead) void feed.loadOlder();
		if (below < clientHeight * screensAhead) void feed.loadNewer();
		const list = virtual.current;
		if (!list) return;
		const [top, bottom] = [list.findItemIndex(scrollTop + 8), list.findItemIndex(scrollTop + clientHeight)];
		const row = scrollTop < start.height ? undefined : shown[top];
		const place = newSeq === null ? -1 : newSeq - (shown[0]?.message.seq ?? 0);
		onSight({
			day: row && !row.startsDay ? row.message.createdAt : null,
			newPlace: newSeq === null ? null : place < top ? "above" : place > bottom ? "below" : "inside",
		});
	}, [feed, shown, isReady, newSeq, start.height, onBottom, onSight]);

	// The loaded page may not fill the screen, or the window may have moved without a scroll event.
	// biome-ignore lint/correctness/useExhaustiveDependencies: runs whenever the window changes.
	useEffect(() => {
		if (!mounted) return;
		let frame = requestAnimationFrame(() => {
			look();
			frame = requestAnimationFrame(() => {
				if (!settling.current) return;
				settling.current = false;
				look();
			});
		});
		return () => cancelAnimationFrame(frame);
	}, [mounted, look, log]);

	// The composer grows, the on-screen keyboard opens, a row gets reactions: a list at the end stays there.
	useResizeObserver(
		scroller,
		useCallback(() => follows.current && !goal.current && scrollToEnd(), [scrollToEnd]),
	);

	useImperativeHandle(
		props.ref,
		() => ({
			goTo: (seq) => {
				const index = placeOf(seq);
				const row = shown[index];
				if (!row) {
					goal.current = { seq, align: "center", flash: true };
					return;
				}
				follows.current = false;
				virtual.current?.scrollToIndex(index, { align: "center" });
				highlight(row);
			},
			goToEnd: () => {
				if (isAtHead(feed.getSnapshot().log) && feed.getSnapshot().log === log) {
					follows.current = true;
					scrollToEnd();
				} else goal.current = "end";
			},
			focusLast: () => roving.focusAt(shown.length - 1),
			focusSeq: (seq) => roving.focusAt(placeOf(seq)),
		}),
		[placeOf, shown, feed, log, scrollToEnd, roving.focusAt, highlight],
	);

	const since = useMemo(() => {
		const before = newSeq === null ? undefined : messageAt(log, newSeq - 1);
		return before ? clock.time(before.createdAt) : null;
	}, [newSeq, log, clock]);

	const { active, onBusy, onPointerOver, onPointerLeave } = useHoveredRow(scroller, roving.focused);
	const renderRow = (row: MessageListRow, index: number) => {
		const { message, key } = row;
		return (
			<MessageRow
				key={key}
				row={row}
				clock={clock}
				today={props.today}
				since={row.isFirstUnread ? since : null}
				viewer={props.viewer}
				canManage={props.canManage}
				original={message.replyTo === null ? undefined : messageAt(log, message.replyTo)}
				isActive={active === key}
				isEditing={props.editingSeq !== null && props.editingSeq === message.seq}
				isCursor={roving.cursor === null ? index === shown.length - 1 : roving.cursor === key}
				isFlashed={flashed === key}
				connected={props.connected}
				onBusy={onBusy}
			/>
		);
	};
	const startOfList = start.draw({
		more: hasBefore(log),
		failed: state.older === "failed",
		empty: shown.length === 0,
		onRetry: () => void feed.loadOlder(),
	});
	const endOfList = <ListEnd state={state} gap={endGapPx} onRetry={() => void feed.loadNewer()} />;
	return (
		<div className="relative flex min-h-0 flex-1 flex-col">
			{/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the messages in it. */}
			<div
				ref={scroller}
				data-scroller
				onKeyDown={roving.onKeyDown}
				onFocus={roving.onFocus}
				onBlur={roving.onBlur}
				onPointerOver={onPointerOver}
				onPointerLeave={onPointerLeave}
				onContextMenu={roving.longPress(props.onLongPress)}
				className={classNames(
					"flex min-h-0 flex-1 flex-col overflow-x-hidden overscroll-contain [overflow-anchor:none] [scrollbar-gutter:stable]",
					isReady ? "overflow-y-auto" : "invisible overflow-y-hidden",
				)}
			>
				{mounted && (
					<ListLabel value={props.label}>
						{!start.atTop && <div className="grow" />}
						{startOfList}
						<Virtualizer
							key={epoch}
							ref={virtual}
							data={shown}
							shift={shift}
							startMargin={start.height}
							as={LabelledList}
							item="li"
							bufferSize={400}
							{...(roving.mounted && { keepMounted: roving.mounted })}
							onScroll={look}
							onResize={() => follows.current && !goal.current && isAtHead(log) && scrollToEnd()}
							onScrollEnd={() => feed.trim(follows.current ? "start" : isNearStart(scroller.current) ? "end" : "start")}
						>
							{renderRow}
						</Virtualizer>
						{endOfList}
					</ListLabel>
				)}
			</div>
			<PrintedMessages feed={feed} label={props.label} rows={rows} renderRow={renderRow} />
			{!isReady && (
				<StaticMessageList
					label={props.label}
					rows={shown}
					goal={first}
					renderRow={renderRow}
					start={startOfList}
					end={endOfList}
				/>
			)}
		</div>
	);
}
