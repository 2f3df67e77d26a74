"use client";

import { type RefObject, useEffect } from "react";

const controls = [
	"a[href]",
	"button:enabled",
	"input:enabled",
	"select:enabled",
	"textarea:enabled",
	"[tabindex='0']",
].join();

let giveBack: (() => void) | null = null;

/** For what closes and finds that the control which opened it is gone. */
export const giveFocusBack = (): void => giveBack?.();

/**
 * Keeps the focus in a part of the page when the control that has it is removed, such as a form that is done, or the row
 * of what the user has deleted: the nearest control that is still there gets it. Otherwise users of a keyboard or a
 * screen reader would begin again at the top of the page.
 */
export function useKeptFocus(part: RefObject<HTMLElement | null>): void {
	useEffect(() => {
		const box = part.current;
		if (!box) return;
		let last: HTMLElement | null = null;
		const onFocus = ({ target }: FocusEvent) => {
			last = target instanceof HTMLElement ? target : null;
		};
		const onPointer = ({ target }: PointerEvent) => {
			last = target instanceof Element ? target.closest<HTMLElement>(controls) : null;
		};
		const give = () => {
			if (document.activeElement === document.body) last?.focus();
		};
		const observer = new MutationObserver((changes) => {
			if (!last || last.isConnected) return;
			const gone = last;
			const change = changes.findLast(({ removedNodes }) => [...removedNodes].some((node) => node.contains(gone)));
			last = change ? heirOf(change, box) : null;
			give();
		});
		observer.observe(box, { childList: true, subtree: true });
		box.addEventListener("focusin", onFocus);
		box.addEventListener("pointerdown", onPointer);
		giveBack = give;
		return () => {
			observer.disconnect();
			box.removeEventListener("focusin", onFocus);
			box.removeEventListener("pointerdown", onPointer);
			if (giveBack === give) giveBack = null;
		};
	}, [part]);
}

/** The control after the place of what was removed, or else before it; in a section without any, its heading. */
function heirOf({ target, previousSibling }: MutationRecord, box: HTMLElement): HTMLElement | null {
	const before = previousSibling?.parentNode === target ? previousSibling : null;
	const isAfter = (control: Node) => {
		const position = (before ?? target).compareDocumentPosition(control);
		const isWithin = (position & Node.DOCUMENT_POSITION_CONTAINED_BY) !== 0;
		return (position & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 && !(before && isWithin);
	};
	for (let part = target instanceof HTMLElement ? target : null; part; part = part.parentElement) {
		const all = [...part.querySelectorAll<HTMLElement>(controls)].filter((one) => one.getClientRects().length > 0);
		const heir = all.find(isAfter) ?? all.at(-1);
		if (heir) return heir;
		if (part.hasAttribute("tabindex")) return part;
		const heading = part.localName === "section" ? part.querySelector<HTMLElement>("h2") : null;
		if (heading) {
			heading.tabIndex = -1;
			return heading;
		}
		if (part === box) return null;
	}
	return null;
}
