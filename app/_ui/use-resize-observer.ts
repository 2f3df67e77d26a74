import { type RefObject, useEffect } from "react";

/** Calls back when the element changes its size. */
export function useResizeObserver(element: RefObject<HTMLElement | null>, onResize: () => void): void {
	useEffect(() => {
		if (!element.current) return;
		const observer = new ResizeObserver(onResize);
		observer.observe(element.current);
		return () => observer.disconnect();
	}, [element, onResize]);
}
