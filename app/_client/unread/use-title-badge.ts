"use client";

import { useEffect } from "react";

/** Shows the number of mentions in the window's title, on every page. */
export function useTitleBadge(count: number): void {
	useEffect(() => {
		const show = () => {
			const title = document.title.replace(/^\(\d+\) /, "");
			const wanted = count > 0 ? `(${count}) ${title}` : title;
			if (document.title !== wanted) document.title = wanted;
		};
		show();
		const watch = new MutationObserver(show);
		watch.observe(document.head, { childList: true, characterData: true, subtree: true });
		return () => watch.disconnect();
	}, [count]);
}
