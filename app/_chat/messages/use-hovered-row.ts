import { type PointerEvent, type RefObject, useCallback, useRef, useState } from "react";

/** The one row that shows its tools: the one in use, or else that is pointed at, or else that has the focus. */
export function useHoveredRow(scroller: RefObject<HTMLDivElement | null>, focused: string | null) {
	const [pointed, setPointed] = useState<string | null>(null);
	/** The row whose tools are in use: it keeps them wherever pointer and focus go. */
	const [held, setHeld] = useState<string | null>(null);
	const active = held ?? pointed ?? focused;
	const latest = useRef(active);
	latest.current = active;
	const onBusy = useCallback(
		(busy: boolean) => {
			const key = latest.current;
			setHeld(busy ? key : null);
			if (busy || key === null) return;
			// The tool that was used may be gone with the focus: then it is the message's again.
			setTimeout(() => {
				if (document.activeElement !== document.body) return;
				scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
			}, 50);
		},
		[scroller],
	);
	const onPointerOver = (event: PointerEvent<HTMLDivElement>) => {
		if (event.pointerType === "touch") return;
		const row = (event.target as Element).closest<HTMLElement>("[data-row]");
		setPointed(row?.dataset.row ?? null);
	};
	return { active, onBusy, onPointerOver, onPointerLeave: () => setPointed(null) };
}
