"use client";

import { type Ref, useImperativeHandle, useRef } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { hasBefore, messageAt } from "@/app/_client/messages/channel-log";
import { classNames } from "@/app/_ui/class-names";
import { lazyOnceUsable } from "@/app/_ui/lazy";
import { LabelledList, ListLabel } from "./labelled-list";
import { ListEnd } from "./list-end";
import type { MessageListRow } from "./list-rows";
import type { ListHandle, MessageListProps } from "./message-list-props";
import { MessageRow } from "./message-row";
import { StaticMessageList } from "./static-message-list";
import { useHighlight } from "./use-highlight";
import { useHoveredRow } from "./use-hovered-row";
import { endGapPx, useListScroll } from "./use-list-scroll";
import { useListWindow } from "./use-list-window";
import { useRovingFocus } from "./use-roving-focus";

const PrintedMessages = lazyOnceUsable(() => import("./printed-messages").then((module) => module.PrintedMessages));

/** The messages of a channel. The page holds only the rows near the screen, and the reader keeps their place. */
export function MessageList(props: MessageListProps) {
	const { label, feed, shared, newSeq, start, rowEvents } = props;
	const { source, state, rows } = feed;
	const { log } = state;
	const scroller = useRef<HTMLDivElement>(null);
	const virtual = useRef<VirtualizerHandle>(null);
	const view = useListWindow(rows);
	const { shown } = view;
	const roving = useRovingFocus({ scroller, virtual, rows: shown, rowEvents });
	const { focusRow, focusAt } = roving;
	const [highlighted, highlight] = useHighlight(focusRow);
	const scroll = useListScroll({ ...props, scroller, virtual, view, onArrive: highlight });
	const { isReady } = scroll;
	useListHandle(props.ref, scroll, focusAt, shown.length - 1);

	const lastRead = newSeq === null ? undefined : messageAt(log, newSeq - 1);
	const since = lastRead ? shared.clock.time(lastRead.createdAt) : null;
	const lastVisible = shown.findLastIndex(({ isHidden }) => !isHidden);
	const { active, onBusy, onPointerOver, onPointerLeave } = useHoveredRow(scroller, roving.focused);
	const renderRow = (row: MessageListRow, index: number) => {
		const { message, key } = row;
		return (
			<MessageRow
				key={key}
				row={row}
				shared={shared}
				since={row.isFirstUnread ? since : null}
				original={message.replyTo === null ? undefined : messageAt(log, message.replyTo)}
				isActive={active === key && !props.selected}
				isSelected={props.selected?.has(message.seq)}
				isEditing={props.editingSeq !== null && props.editingSeq === message.seq}
				isCursor={roving.cursor === null ? index === lastVisible : roving.cursor === key}
				isFlashed={highlighted === key}
				onBusy={onBusy}
			/>
		);
	};
	const startOfList = start.draw({
		more: hasBefore(log),
		failed: state.older === "failed",
		empty: shown.length === 0,
		expired: log.start > 1,
		onRetry: () => void source.loadOlder(),
	});
	const endOfList = <ListEnd state={state} gap={endGapPx} onRetry={() => void source.loadNewer()} />;
	return (
		<div className="relative flex min-h-0 flex-1 flex-col">
			{/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the messages in it. */}
			<div
				ref={scroller}
				data-scroller
				onKeyDown={roving.onKeyDown}
				onFocus={roving.onFocus}
				onBlur={roving.onBlur}
				onContextMenu={roving.onContextMenu}
				onPointerOver={onPointerOver}
				onPointerLeave={onPointerLeave}
				className={classNames(
					"flex min-h-0 flex-1 flex-col overflow-x-hidden overscroll-contain [overflow-anchor:none] [scrollbar-gutter:stable]",
					isReady ? "overflow-y-auto" : "invisible overflow-y-hidden",
				)}
			>
				{scroll.isMounted && (
					<ListLabel value={label}>
						{!start.atTop && <div className="grow" />}
						{startOfList}
						<Virtualizer
							key={view.epoch}
							ref={virtual}
							data={shown}
							shift={view.shift}
							startMargin={start.height}
							as={LabelledList}
							item="li"
							bufferSize={400}
							{...(roving.mounted && { keepMounted: roving.mounted })}
							onScroll={scroll.onScroll}
							onResize={scroll.onResize}
							onScrollEnd={scroll.onScrollEnd}
						>
							{renderRow}
						</Virtualizer>
						{endOfList}
					</ListLabel>
				)}
			</div>
			<PrintedMessages feed={source} label={label} rows={rows} renderRow={renderRow} />
			{!isReady && (
				<StaticMessageList
					label={label}
					rows={shown}
					goal={scroll.target}
					renderRow={renderRow}
					start={startOfList}
					end={endOfList}
				/>
			)}
		</div>
	);
}

type Scroll = ReturnType<typeof useListScroll>;

function useListHandle(ref: Ref<ListHandle>, scroll: Scroll, focusAt: (index: number) => void, last: number): void {
	const { goTo, goToEnd, indexOf } = scroll;
	useImperativeHandle(
		ref,
		() => ({ goTo, goToEnd, focusLast: () => focusAt(last), focusSeq: (seq) => focusAt(indexOf(seq)) }),
		[goTo, goToEnd, focusAt, last, indexOf],
	);
}
