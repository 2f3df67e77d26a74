import { usePathname } from "next/navigation";
import { useEffect } from "react";

let isFirstPage = true;

/**
 * Moves the focus to the heading after a navigation. The clicked link is rendered again with its page, which would
 * leave the focus on the body: a screen reader would be silent, and Tab would begin at the top.
 */
export function useHeadingFocus(): void {
	const pathname = usePathname();
	// biome-ignore lint/correctness/useExhaustiveDependencies: once for each page.
	useEffect(() => {
		const heading = document.querySelector<HTMLElement>("#main h1");
		if (!isFirstPage && heading && document.activeElement === document.body) {
			heading.tabIndex = -1;
			heading.focus({ preventScroll: true });
		}
		isFirstPage = false;
	}, [pathname]);
}
