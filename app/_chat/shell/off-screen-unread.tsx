"use client";

import { type ReactNode, useRef } from "react";
import { lazyOnceUsable } from "@/app/_ui/lazy";
import { SidebarScroll } from "./sidebar";

const OffScreenPills = lazyOnceUsable(() => import("./off-screen-pills").then((module) => module.OffScreenPills));

/**
 * The scrolling rows of a sidebar. A pill at its edge shows the number of unread rows beyond it, and leads to the next.
 */
export function OffScreenUnread({ children }: { children: ReactNode }) {
	const frame = useRef<HTMLDivElement>(null);
	return (
		<div ref={frame} className="relative flex min-h-0 flex-1 flex-col">
			<SidebarScroll>{children}</SidebarScroll>
			<OffScreenPills frame={frame} />
		</div>
	);
}
