"use client";

import { useEffect } from "react";

/** Shows the badge in the tab. The page's own icon stays: of several, a browser uses the last. */
export function useFaviconBadge(count: number, hasUnread: boolean): void {
	useEffect(() => {
		if (count === 0 && !hasUnread) return;
		const link = document.createElement("link");
		link.rel = "icon";
		let isOver = false;
		const show = async () => {
			const blob = await (await import("./draw-favicon")).drawFavicon(count);
			if (isOver) return;
			link.type = blob.type;
			// The Content-Security-Policy forbids data: images.
			link.href = URL.createObjectURL(blob);
			document.head.append(link);
		};
		// Without the icon, which is offline or gone, there is no badge.
		void show().catch(() => {});
		return () => {
			isOver = true;
			URL.revokeObjectURL(link.href);
			link.remove();
		};
	}, [count, hasUnread]);
}
