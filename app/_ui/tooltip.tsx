"use client";

import { cloneElement, type ReactElement, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

type Side = "top" | "right" | "bottom" | "left";
type Props = { label: string; side?: Side; children: ReactElement };
type Shown = { anchor: HTMLElement; label: string; side: Side };

const delayMs = 300;
/** Going from one to the next one does not wait again. */
const graceMs = 200;
const gapPx = 6;
const marginPx = 8;

/** A label for an icon. The trigger must have the same text as its accessible name. */
export function Tooltip({ label, side = "top", children }: Props) {
	return cloneElement(children as ReactElement<Record<string, unknown>>, { "data-tip": label, "data-tip-side": side });
}

/** Shows the page's only tooltip, for the hovered or focused element. Once a page, around everything. */
export function TooltipProvider({ children }: { children: ReactNode }) {
	const [shown, setShown] = useState<Shown | null>(null);
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
			{shown && createPortal(<Tip {...shown} />, document.body)}
		</>
	);
}

function Tip({ anchor, label: first, side }: Shown) {
	const tip = useRef<HTMLDivElement>(null);
	const [label, setLabel] = useState(first);
	// Its text may still be loading.
	useEffect(() => {
		const read = () => setLabel(anchor.dataset.tip ?? "");
		read();
		const observer = new MutationObserver(read);
		observer.observe(anchor, { attributeFilter: ["data-tip"] });
		return () => observer.disconnect();
	}, [anchor]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: another text has another size.
	useLayoutEffect(() => {
		const { current } = tip;
		if (!current) return;
		const [at, size] = [anchor.getBoundingClientRect(), current.getBoundingClientRect()];
		const { clientWidth, clientHeight } = document.documentElement;
		const middle = { x: at.left + (at.width - size.width) / 2, y: at.top + (at.height - size.height) / 2 };
		const places = {
			top: { x: middle.x, y: at.top - size.height - gapPx },
			bottom: { x: middle.x, y: at.bottom + gapPx },
			left: { x: at.left - size.width - gapPx, y: middle.y },
			right: { x: at.right + gapPx, y: middle.y },
		};
		const fits = ({ x, y }: { x: number; y: number }) =>
			x >= 0 && y >= 0 && x + size.width <= clientWidth && y + size.height <= clientHeight;
		const other = { top: "bottom", bottom: "top", left: "right", right: "left" } as const;
		const { x, y } = side === "top" || side === "bottom" || fits(places[side]) ? places[side] : places[other[side]];
		const clamp = (value: number, most: number) => Math.max(marginPx, Math.min(value, most - marginPx));
		current.style.left = `${clamp(x, clientWidth - size.width)}px`;
		current.style.top = `${y < 0 ? at.bottom + gapPx : Math.min(y, clientHeight - size.height)}px`;
	}, [anchor, label, side]);
	return (
		<div
			dir="auto"
			ref={tip}
			aria-hidden="true"
			hidden={label === ""}
			className="pointer-events-none fixed top-0 left-0 z-20 max-w-64 animate-pop rounded-md border bg-overlay px-2.5 py-1.5 text-meta text-text shadow-floating wrap-anywhere"
		>
			{label}
		</div>
	);
}
