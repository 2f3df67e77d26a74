"use client";

import type { ReactNode } from "react";
import { DrawerButton } from "./mobile-drawer";
import { PageBody } from "./shell";

/** A settings section: a header on the common baseline, then a column that stays readable. */
export function SettingsPage({ title, children }: { title: ReactNode; children: ReactNode }) {
	return (
		<div className="flex min-h-0 flex-col">
			<header className="flex h-13 shrink-0 items-center gap-0.5 border-b px-5 max-md:h-14 max-md:px-1">
				<DrawerButton />
				<h1 className="truncate text-base font-bold tracking-[-0.01em]">{title}</h1>
			</header>
			<PageBody className="flex-1 scroll-pb-24">
				<div className="max-w-180 px-7 pt-6 pb-8 max-md:px-4 max-md:pt-4">{children}</div>
			</PageBody>
		</div>
	);
}

export function SettingsSection({
	title,
	text,
	children,
}: {
	title: ReactNode;
	text?: ReactNode;
	children: ReactNode;
}) {
	return (
		<section className="border-t py-6 first:border-t-0 first:pt-0">
			<h2 className="text-message leading-5 font-bold">{title}</h2>
			{text && <p className="mt-1 max-w-[60ch] text-text-muted wrap-anywhere">{text}</p>}
			<div className="mt-4">{children}</div>
		</section>
	);
}
