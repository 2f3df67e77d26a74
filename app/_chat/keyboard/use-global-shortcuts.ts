"use client";

import { type Dispatch, type SetStateAction, useEffect } from "react";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { isMac } from "@/app/_client/platform";
import { openSearch } from "../search/open-search";
import type { DialogName } from "../shell/dialog-context";
import { isCovered } from "./is-covered";

/** The keys that open the inbox, the search or a dialog from any page; the key of an open dialog closes it. */
export function useGlobalShortcuts(isEnabled: boolean, setDialog: Dispatch<SetStateAction<DialogName | null>>): void {
	const navigate = useNavigate();
	useEffect(() => {
		if (!isEnabled) return;
		const onKeyDown = (event: KeyboardEvent) => {
			if (isInboxKey(event)) {
				event.preventDefault();
				if (!isCovered()) navigate("/inbox");
				return;
			}
			if (isSearchKey(event) && !isCovered() && openSearch()) {
				event.preventDefault();
				event.stopPropagation();
				return;
			}
			const wanted = dialogOf(event);
			if (!wanted) return;
			// The browser has its own shortcuts on these keys, and the channel page would start a message with them.
			event.preventDefault();
			event.stopPropagation();
			if (event.repeat) return;
			setDialog((open) => (open === wanted ? null : open === null && isCovered() ? null : (open ?? wanted)));
		};
		addEventListener("keydown", onKeyDown, true);
		return () => removeEventListener("keydown", onKeyDown, true);
	}, [isEnabled, setDialog, navigate]);
}

function dialogOf(event: KeyboardEvent): DialogName | null {
	// An input method owns every key while it composes.
	if (event.isComposing || event.keyCode === 229 || event.altKey) return null;
	const { key, shiftKey, ctrlKey, metaKey } = event;
	// On a Mac, Control moves the caret and cuts lines.
	const mod = isMac() ? metaKey && !ctrlKey : ctrlKey && !metaKey;
	// A layout for another script has another letter on this key.
	const isK = key.toLowerCase() === "k" || (!/^[ -~]$/.test(key) && event.code === "KeyK");
	// Without an open channel there is no search panel: the quick switcher searches instead.
	if (mod && ((isK && !shiftKey) || isSearchKey(event))) return "switcher";
	if (key === "/" && ((ctrlKey && !metaKey) || mod)) return "keys";
	if (key === "?" && !ctrlKey && !metaKey && !isTyping(event.target)) return "keys";
	return null;
}

function isSearchKey({ key, code, altKey, ctrlKey, metaKey, shiftKey, isComposing, target }: KeyboardEvent): boolean {
	if (isComposing || altKey) return false;
	if (code === "KeyF" && shiftKey) return isMac() ? metaKey && !ctrlKey : ctrlKey && !metaKey;
	return key === "/" && !ctrlKey && !metaKey && !isTyping(target);
}

/** By the key's position: with Option it types another character, and on a Mac that character wins in a text field. */
const isInboxKey = ({ code, altKey, ctrlKey, metaKey, shiftKey, isComposing, target }: KeyboardEvent) =>
	code === "KeyI" && altKey && !ctrlKey && !metaKey && !shiftKey && !isComposing && !(isMac() && isTyping(target));

const isTyping = (target: EventTarget | null) =>
	target instanceof HTMLElement && (target.isContentEditable || target.closest("input, textarea, select") !== null);
