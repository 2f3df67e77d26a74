"use client";

import { useEffect } from "react";

const logoPath =
	"M3.5 15.5C3.5 8.6 9.1 3 16 3s12.5 5.6 12.5 12.5V27a2 2 0 0 1-2 2h-21a2 2 0 0 1-2-2V15.5Zm12.4 11c4 0 6.6-2.5 6.6-6.1 0-2.8-1.4-4.7-2.6-6.2-.3 1-.8 1.7-1.6 2.1.3-3.1-1.2-5.9-4.2-7.5.2 2.6-.9 4.3-2.3 6.1-1.3 1.6-2.5 3.2-2.5 5.5 0 3.6 2.6 6.1 6.6 6.1Z";

/** The logo with a badge: a number for mentions, a dot for other unread messages. */
function iconWith(count: number): string {
	const label = count > 9 ? "9+" : String(count);
	const badge =
		count > 0
			? `<circle cx="22" cy="10" r="10" fill="#c61c3e"/><text x="22" y="15.5" text-anchor="middle" font-family="sans-serif" font-weight="700" font-size="${label.length > 1 ? 13 : 16}" fill="#fff">${label}</text>`
			: `<circle cx="25" cy="7" r="7" fill="#cc4901" stroke="#fff" stroke-width="2"/>`;
	const style = "path{fill:#bb4812}@media (prefers-color-scheme:dark){path{fill:#f38a4a}}";
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><style>${style}</style><path fill-rule="evenodd" d="${logoPath}"/>${badge}</svg>`;
}

/** Shows the badge in the tab. The page's own icon stays: of several, a browser uses the last. */
export function useFaviconBadge(count: number, hasUnread: boolean): void {
	useEffect(() => {
		if (count === 0 && !hasUnread) return;
		const link = document.createElement("link");
		link.rel = "icon";
		link.type = "image/svg+xml";
		// The Content-Security-Policy forbids data: images.
		link.href = URL.createObjectURL(new Blob([iconWith(count)], { type: "image/svg+xml" }));
		document.head.append(link);
		return () => {
			URL.revokeObjectURL(link.href);
			link.remove();
		};
	}, [count, hasUnread]);
}
