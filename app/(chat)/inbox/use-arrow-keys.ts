import type { KeyboardEvent } from "react";

/** Moves the focus among the links of a list: up, down, first, last. */
export function useArrowKeys() {
	return (event: KeyboardEvent<HTMLElement>) => {
		if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
		const links = [...event.currentTarget.querySelectorAll<HTMLElement>("a")];
		const at = links.findIndex((link) => link.closest("li")?.contains(document.activeElement));
		const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
		if (to === undefined) return;
		event.preventDefault();
		links[Math.min(Math.max(to, 0), links.length - 1)]?.focus();
	};
}
