"use client";

import { type RefObject, useEffect, useRef } from "react";
import { messageAt } from "@/app/_client/messages/channel-log";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { ConversationState } from "../conversation/use-conversation";
import type { MessageListRow } from "./list-rows";
import {
	hasOthers,
	isSelectable,
	maxSelected,
	rowBeside,
	type Selected,
	toggled,
	withoutDeleted,
	withRange,
} from "./selection";

type Props = {
	conversation: ConversationState;
	selected: Selected | null;
	onSelect: (selected: Selected | null) => void;
	/** Beside the messages, in the same box. */
	bar: RefObject<HTMLElement | null>;
};

const moving = new Set(["Tab", "Home", "End", "PageUp", "PageDown", "ArrowUp", "ArrowDown", "Shift"]);

/**
 * Selects messages by click and by key while the bar is shown. A click anywhere on a message selects it, so its links and
 * shortcuts do nothing meanwhile. Returns the function that ends it.
 */
export function useSelection({ conversation, selected, onSelect, bar }: Props): () => void {
	const { feed, dialogs, shared } = conversation;
	const { log } = feed.state;
	const toast = useToast();
	const t = useTranslations("selection");
	/** Where a range begins, with the selection before it, and where it ends now. */
	const range = useRef<{ anchor: number; base: Selected; lead: number } | null>(null);
	const first = dialogs.open?.message;
	const end = () => {
		const seq = range.current?.lead ?? first?.seq;
		dialogs.close();
		// After the rows have their controls back.
		if (seq !== undefined) setTimeout(() => feed.list.current?.focusSeq(seq), 50);
	};
	const set = (next: Selected | null, isCut = false) => {
		if (next) onSelect(next);
		if (!next || isCut) toast({ text: t("most", { count: maxSelected }) });
	};
	const toggle = (row: MessageListRow) => {
		const next = toggled(selected ?? new Map(), row.message);
		if (next) range.current = { anchor: row.message.seq, base: next, lead: row.message.seq };
		set(next);
	};
	const extend = (from: number, to: MessageListRow) => {
		const known = range.current?.lead === from ? range.current : { anchor: from, base: selected ?? new Map() };
		range.current = { ...known, lead: to.message.seq };
		const { next, isCut } = withRange(known.base, feed.rows, [known.anchor, to.message.seq]);
		set(next, isCut);
	};
	const act: Acts = {
		end,
		click: (row, shift) => {
			if (shift && range.current) extend(range.current.lead, row);
			else if (isSelectable(row)) toggle(row);
		},
		key: ({ key, shiftKey }, row) => {
			const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : null;
			const beside = shiftKey && step !== null ? rowBeside(feed.rows, row.key, step) : undefined;
			if (beside) extend(row.message.seq, beside);
			if ((key === " " || key === "Enter") && isSelectable(row)) toggle(row);
			return moving.has(key);
		},
	};
	const latest = useRef({ act, rows: feed.rows });
	latest.current = { act, rows: feed.rows };

	// biome-ignore lint/correctness/useExhaustiveDependencies: once, with the message from which it began.
	useEffect(() => {
		if (!first) return;
		const begun: Selected = new Map([[first.seq, first]]);
		range.current = { anchor: first.seq, base: begun, lead: first.seq };
		onSelect(begun);
		feed.list.current?.focusSeq(first.seq);
		return () => onSelect(null);
	}, []);

	useListeners(bar, latest);

	const viewerId = shared.viewer.id;
	// Other moderators remove messages too. An open dialog ends it when it has closed.
	useEffect(() => {
		if (!selected) return;
		const left = withoutDeleted(selected, (seq) => messageAt(log, seq));
		if (left === selected) return;
		onSelect(left);
		if (!hasOthers(left, viewerId) && !document.querySelector("[role=dialog], [role=alertdialog]"))
			latest.current.act.end();
	}, [log, selected, onSelect, viewerId]);
	useEffect(() => {
		if (!shared.canManage) latest.current.act.end();
	}, [shared.canManage]);
	return end;
}

type Acts = {
	end: () => void;
	click: (row: MessageListRow, shift: boolean) => void;
	/** Returns whether the key is left to the list. */
	key: (event: KeyboardEvent, row: MessageListRow) => boolean;
};

/** Takes clicks and keys before the messages do. */
function useListeners(bar: Props["bar"], latest: RefObject<{ act: Acts; rows: readonly MessageListRow[] }>): void {
	useEffect(() => {
		const list = bar.current?.parentElement?.querySelector<HTMLElement>(":scope > [data-conversation]");
		if (!list) return;
		const rowOf = (target: EventTarget | null) => {
			const element = target instanceof Element ? target.closest<HTMLElement>("[data-row]") : null;
			return element && list.contains(element)
				? latest.current.rows.find(({ key }) => key === element.dataset.row)
				: undefined;
		};
		const stop = (event: Event) => {
			event.preventDefault();
			event.stopPropagation();
		};
		const onClick = (event: MouseEvent) => {
			const row = rowOf(event.target);
			if (!row) return;
			stop(event);
			// The browser resets a box whose click was stopped, so it changes afterwards.
			setTimeout(() => latest.current.act.click(row, event.shiftKey));
		};
		// Shift with a click would select text.
		const onMouseDown = (event: MouseEvent) => event.shiftKey && rowOf(event.target) && event.preventDefault();
		const onMenu = (event: MouseEvent) => rowOf(event.target) && stop(event);
		const onKeyDown = (event: KeyboardEvent) => {
			const { target, key } = event;
			const isHere = target === document.body || bar.current?.contains(target as Node);
			const row = rowOf(target);
			if (key === "Escape" && (isHere || row)) {
				stop(event);
				event.stopImmediatePropagation();
				latest.current.act.end();
			} else if (row && !event.ctrlKey && !event.metaKey && !event.altKey) {
				if (!latest.current.act.key(event, row)) stop(event);
			} else if (target === document.body && key.length === 1 && !event.ctrlKey && !event.metaKey)
				// Typing goes to the composer, which is not shown now.
				event.stopPropagation();
		};
		list.addEventListener("click", onClick, true);
		list.addEventListener("mousedown", onMouseDown, true);
		list.addEventListener("contextmenu", onMenu, true);
		document.addEventListener("keydown", onKeyDown, true);
		return () => {
			list.removeEventListener("click", onClick, true);
			list.removeEventListener("mousedown", onMouseDown, true);
			list.removeEventListener("contextmenu", onMenu, true);
			document.removeEventListener("keydown", onKeyDown, true);
		};
	}, [bar, latest]);
}
