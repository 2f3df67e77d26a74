"use client";

import { useEffect } from "react";

/** The title of a page that has become another one while it was open; null leaves it what it is. */
export function usePageTitle(title: string | null): void {
	useEffect(() => {
		if (title === null) return;
		const before = document.title;
		const own = `${title} · Hearth`;
		document.title = own;
		return () => {
			// The page that is shown now may have given its own.
			if (document.title.replace(/^\(\d+\) /, "") === own) document.title = before;
		};
	}, [title]);
}
