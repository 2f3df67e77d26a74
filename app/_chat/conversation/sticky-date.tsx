import type { ReactNode } from "react";

/** The date of the topmost message, under the header while scrolling. Screen readers have the dividers. */
export function StickyDate({ children }: { children: ReactNode }) {
	return (
		<div
			aria-hidden="true"
			className="sticky-label pointer-events-none absolute inset-x-0 top-(--under-banner,0) z-1 flex items-center gap-3 bg-linear-to-b from-surface from-70% to-transparent ps-[68px] pe-5 pt-2 pb-3 text-xs font-semibold text-text-muted max-md:ps-[60px] max-md:pe-3.5"
		>
			<span dir="auto" className="truncate">
				{children}
			</span>
			<span className="h-px flex-1 bg-line" />
		</div>
	);
}
