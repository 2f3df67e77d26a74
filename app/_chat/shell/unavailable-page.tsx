import { DoorClosed } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { DrawerButton } from "./mobile-drawer";

type Props = {
	heading: ReactNode;
	text: ReactNode;
	/** It took the place of what was open a moment ago. */
	isNews?: boolean;
	/** Under the ways on. */
	below?: ReactNode;
	children: ReactNode;
};

/** In the place of what is gone, with the ways on from there. */
export function UnavailablePage({ heading, text, isNews = false, below, children }: Props) {
	const title = useRef<HTMLHeadingElement>(null);
	// What had the focus is gone: a screen reader would say nothing.
	useEffect(() => {
		if (isNews && document.activeElement === document.body) title.current?.focus();
	}, [isNews]);
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
					className="text-title font-title tracking-[-0.02em] wrap-anywhere outline-none"
				>
					{heading}
				</h1>
				<p dir="auto" className="mt-1 text-message text-text-muted">
					{text}
				</p>
				<div className="mt-6 flex max-w-full flex-wrap justify-center gap-2.5">{children}</div>
				{below && <div className="mt-6 grid w-full grid-cols-[minmax(0,1fr)]">{below}</div>}
			</div>
		</div>
	);
}
