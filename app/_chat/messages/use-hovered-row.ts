import { type PointerEvent, type RefObject, useCallback, useRef, useState } from "react";

/** The row that shows its toolbar: the one in use, otherwise the hovered one, otherwise the focused one. */
export function useHoveredRow(scroller: RefObject<HTMLDivElement | null>, focused: string | null) {
	const [pointed, setPointed] = useState<string | null>(null);
	/** The row whose toolbar is in use: it keeps it wherever pointer and focus move. */
	const [held, setHeld] = useState<string | null>(null);
	const active = held ?? pointed ?? focused;
	const latest = useRef(active);
	latest.current = active;
	const onBusy = useCallback(
		(busy: boolean) => {
			const key = latest.current;
			setHeld(busy ? key : null);
			if (busy || key === null) return;
			// The used button may be gone with the focus: then the message gets it.
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
