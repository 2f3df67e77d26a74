"use client";

import type { ReactNode } from "react";
import { classNames } from "@/app/_ui/class-names";
import { DrawerProvider, MobileDrawer } from "./mobile-drawer";
import { ServerListSidebar } from "./server-list-sidebar";
import { useHeadingFocus } from "./use-heading-focus";

type Props = { sidebar?: ReactNode; children: ReactNode };

/**
 * A page of the frame: the sidebar beside the lit sheet. Under 768 px the sheet is alone, and a `DrawerButton` in it opens
 * the rail with the sidebar. The sheet does not scroll; what stands in it does.
 */
export function Shell({ sidebar, children }: Props) {
	useHeadingFocus();
	return (
		<DrawerProvider>
			<div
				className={classNames(
					"grid h-full min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)]",
					Boolean(sidebar) && "md:grid-cols-[15.5rem_minmax(0,1fr)]",
				)}
			>
				{sidebar && <div className="hidden min-h-0 md:flex md:flex-col">{sidebar}</div>}
				<main
					id="main"
					tabIndex={-1}
					className="relative grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)] overflow-hidden bg-surface outline-none md:my-2 md:me-2 md:rounded-sheet md:border md:shadow-resting"
				>
					{children}
				</main>
			</div>
			<MobileDrawer>{sidebar ?? <ServerListSidebar />}</MobileDrawer>
		</DrawerProvider>
	);
}

/** The scrolling body of a page that is not a conversation. */
export function PageBody({ className, children }: { className?: string; children: ReactNode }) {
	return <div className={classNames("min-h-0 overflow-x-hidden overflow-y-auto", className)}>{children}</div>;
}
