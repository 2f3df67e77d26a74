"use client";

import { type KeyboardEvent, type RefObject, useCallback, useId, useRef, useState } from "react";
import { useMentionContext } from "@/app/_chat/conversation/mention-context";
import { lazy } from "@/app/_ui/lazy";
import type { Message } from "@/lib/realtime/protocol";
import { replaceRange } from "../textarea-edits";
import type { SuggestionListHandle } from "./suggestion-list";
import { type Trigger, triggerAt } from "./trigger";

const SuggestionList = lazy(() => import("./suggestion-list").then((module) => module.SuggestionList));

/**
 * Completes names of users, channels and emoji in a field. The list is above the field's box, or floats beside it if it
 * would be cut off.
 */
export function useAutocomplete(
	field: RefObject<HTMLTextAreaElement | null>,
	recentMessages: () => readonly Message[],
	floats = false,
) {
	const { serverId } = useMentionContext();
	const id = useId();
	const list = useRef<SuggestionListHandle>(null);
	const [token, setToken] = useState<Trigger | null>(null);
	const [marked, setMarked] = useState<string | null>(null);
	/** The position where Escape closed the list: it stays closed until the text changes. */
	const dismissed = useRef<number | null>(null);

	const look = useCallback(() => {
		const { current } = field;
		const found = current?.selectionStart === current?.selectionEnd ? current : null;
		const next = found && triggerAt(found.value, found.selectionStart);
		if (!next) dismissed.current = null;
		setToken((before) => {
			if (!next || next.from === dismissed.current) return null;
			return before && before.from === next.from && before.to === next.to && before.query === next.query
				? before
				: next;
		});
	}, [field]);
	const close = useCallback(() => setToken(null), []);
	const take = useCallback(
		(taken: Trigger, text: string) => {
			setToken(null);
			if (field.current) replaceRange(field.current, taken.from, taken.to, text);
		},
		[field],
	);
	const onKeyDown = (event: KeyboardEvent): boolean => {
		if (!token || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
		// The list itself knows whether it is shown: the field is rendered with its attributes only later.
		if (!list.current?.onKey(event.key)) return false;
		if (event.key === "Escape") {
			dismissed.current = token.from;
			setToken(null);
		}
		event.preventDefault();
		return true;
	};
	return {
		look,
		close,
		/** Whether the list handled the key. */
		onKeyDown,
		/** A text area is a combobox only while there are suggestions. */
		attributes:
			marked === null
				? ({ "aria-autocomplete": "list" } as const)
				: ({
						role: "combobox",
						"aria-autocomplete": "list",
						"aria-expanded": true,
						"aria-controls": id,
						"aria-activedescendant": marked,
					} as const),
		list: token && serverId !== null && (
			<SuggestionList
				ref={list}
				id={id}
				token={token}
				serverId={serverId}
				recentMessages={recentMessages()}
				anchor={floats ? (field as RefObject<HTMLTextAreaElement>) : null}
				onTake={take}
				onMarked={setMarked}
			/>
		),
	};
}
