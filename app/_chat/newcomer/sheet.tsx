"use client";

import { type ReactNode, useId } from "react";

type Props = { title: ReactNode; text: ReactNode; children: ReactNode; actions: ReactNode };

/** A sheet over the composer. The messages above it can still be read. */
export function Sheet({ title, text, children, actions }: Props) {
	const id = useId();
	return (
		<section
			aria-labelledby={id}
			data-sheet
			className="absolute inset-x-0 bottom-0 z-4 flex max-h-[70%] animate-pop flex-col rounded-t-xl border-t bg-overlay pb-[env(safe-area-inset-bottom)] shadow-menu"
		>
			<header className="px-5 pt-4 max-md:px-4">
				<h2 dir="auto" id={id} className="text-section font-bold tracking-[-0.01em] wrap-anywhere">
					{title}
				</h2>
				<p dir="auto" className="mt-0.5 text-sm text-text-muted wrap-anywhere">
					{text}
				</p>
			</header>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard. */}
			<div tabIndex={0} className="ring-inward min-h-0 overflow-y-auto px-5 py-3 max-md:px-4">
				{children}
			</div>
			<footer className="flex flex-wrap items-center gap-2 border-t px-5 py-3 max-md:px-4">{actions}</footer>
		</section>
	);
}
