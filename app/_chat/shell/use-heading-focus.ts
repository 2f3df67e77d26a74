import { usePathname } from "next/navigation";
import { useEffect } from "react";

let firstPath: string | null = null;
let hasNavigated = false;

/**
 * Moves the focus to the heading after a navigation, unless it is in the new page already: otherwise a screen reader
 * would be silent, and Tab would begin at the top or continue in the sidebar.
 */
export function useHeadingFocus(): void {
	const pathname = usePathname();
	useEffect(() => {
		firstPath ??= pathname;
		if (pathname !== firstPath) hasNavigated = true;
		const heading = document.querySelector<HTMLElement>("#main h1");
		if (!hasNavigated || !heading || !isLeftBehind(document.activeElement)) return;
		heading.tabIndex = -1;
		heading.focus({ preventScroll: true });
	}, [pathname]);
}

/** The focus was on a part of the old page, or is still on the link in the sidebar that led to this page. */
const isLeftBehind = (focused: Element | null): boolean =>
	focused === document.body || (focused?.matches("[data-sidebar] a") ?? false);
