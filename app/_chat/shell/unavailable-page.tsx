import { DoorClosed } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { DrawerButton, useDrawer } from "./mobile-drawer";

type Props = {
	heading: ReactNode;
	text: ReactNode;
	/** It replaced an open page just now. */
	isNews?: boolean;
	/** Below the links. */
	below?: ReactNode;
	children: ReactNode;
};

/** Replaces an unavailable page, with links to others. */
export function UnavailablePage({ heading, text, isNews = false, below, children }: Props) {
	const title = useRef<HTMLHeadingElement>(null);
	const { open: isCovered, setOpen: setDrawerOpen } = useDrawer();
	useEffect(() => {
		if (isNews) setDrawerOpen(false);
	}, [isNews, setDrawerOpen]);
	// The focused element is gone, so a screen reader would be silent.
	useEffect(() => {
		if (isNews && !isCovered && document.activeElement === document.body) title.current?.focus();
	}, [isNews, isCovered]);
	return (
		<div className="flex min-h-0 flex-col overflow-x-hidden overflow-y-auto">
			<div className="p-1.5 md:hidden">
				<DrawerButton />
			</div>
			<div className="m-auto flex w-full max-w-110 flex-col items-center p-6 text-center">
				<DoorClosed size="1.75rem" strokeWidth={1.75} aria-hidden="true" className="mb-3 text-text-muted" />
				<h1
					ref={title}
					tabIndex={-1}
					dir="auto"
					className="text-center text-title font-title tracking-[-0.02em] text-balance wrap-anywhere outline-none"
				>
					{heading}
				</h1>
				<p dir="auto" className="mt-1 text-center text-message text-text-muted">
					{text}
				</p>
				<div className="mt-6 flex max-w-full flex-wrap justify-center gap-2.5">{children}</div>
				{below && <div className="mt-6 grid w-full grid-cols-[minmax(0,1fr)]">{below}</div>}
			</div>
		</div>
	);
}
