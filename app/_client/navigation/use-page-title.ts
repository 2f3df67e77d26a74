"use client";

import { useEffect } from "react";

/** Sets the title of a page whose content has changed; null leaves it unchanged. */
export function usePageTitle(title: string | null): void {
	useEffect(() => {
		if (title === null) return;
		const before = document.title;
		const own = `${title} · Hearth`;
		document.title = own;
		return () => {
			// The current page may have set its own.
			if (document.title.replace(/^\(\d+\) /, "") === own) document.title = before;
		};
	}, [title]);
}
