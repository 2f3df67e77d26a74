import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

export type Side = "top" | "right" | "bottom" | "left";
export type TipProps = { anchor: HTMLElement; label: string; side: Side };

const gapPx = 6;
const marginPx = 8;

/** The tooltip at its anchor: on the wanted side if there is room. */
export function Tip({ anchor, label: first, side }: TipProps) {
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
	return createPortal(
		<div
			dir="auto"
			ref={tip}
			aria-hidden="true"
			hidden={label === ""}
			className="pointer-events-none fixed top-0 left-0 z-20 max-w-64 animate-pop rounded-md border bg-overlay px-2.5 py-1.5 text-meta text-text shadow-floating wrap-anywhere"
		>
			{label}
		</div>,
		document.body,
	);
}
