"use client";

import { cloneElement, type ReactElement, type ReactNode, useEffect, useState } from "react";
import { lazy } from "./lazy";
import type { Side, TipProps } from "./tip";

const Tip = lazy(() => import("./tip").then((module) => module.Tip));

type Props = { label: string; side?: Side; children: ReactElement };

const delayMs = 300;
/** Going from one to the next one does not wait again. */
const graceMs = 200;

/** A label for an icon. The trigger must have the same text as its accessible name. */
export function Tooltip({ label, side = "top", children }: Props) {
	return cloneElement(children as ReactElement<Record<string, unknown>>, { "data-tip": label, "data-tip-side": side });
}

/** Shows the page's only tooltip, for the hovered or focused element. Once a page, around everything. */
export function TooltipProvider({ children }: { children: ReactNode }) {
	const [shown, setShown] = useState<TipProps | null>(null);
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		let anchor: HTMLElement | null = null;
		let endedAt = 0;
		let visible = false;
		const hide = () => {
			clearTimeout(timer);
			if (visible) endedAt = Date.now();
			visible = false;
			anchor = null;
			setShown(null);
		};
		const showSoon = (event: Event) => {
			const next = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tip]") : null;
			if (next === anchor) return;
			hide();
			if (!next || (event instanceof PointerEvent && event.pointerType === "touch")) return;
			if (event.type === "focusin" && !next.matches(":focus-visible")) return;
			anchor = next;
			timer = setTimeout(
				() => {
					// The content that the control opened is already visible.
					if (!next.isConnected || next.getAttribute("aria-expanded") === "true") return;
					visible = true;
					setShown({ anchor: next, label: next.dataset.tip ?? "", side: (next.dataset.tipSide ?? "top") as Side });
				},
				Date.now() - endedAt < graceMs ? 0 : delayMs,
			);
		};
		const hideOnEscape = (event: KeyboardEvent) => event.key === "Escape" && hide();
		const listeners: [string, (event: never) => void][] = [
			["pointerover", showSoon],
			["focusin", showSoon],
			["pointerdown", hide],
			["focusout", hide],
			["keydown", hideOnEscape],
			["scroll", hide],
			["blur", hide],
		];
		for (const [name, listener] of listeners) addEventListener(name, listener as EventListener, true);
		return () => {
			clearTimeout(timer);
			for (const [name, listener] of listeners) removeEventListener(name, listener as EventListener, true);
		};
	}, []);
	return (
		<>
			{children}
			{shown && <Tip {...shown} />}
		</>
	);
}
