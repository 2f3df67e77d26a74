"use client";

import { ArrowLeft } from "lucide-react";
import { usePathname } from "next/navigation";
import { type ReactNode, useRef } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useKeptFocus } from "@/app/_ui/kept-focus";
import { Link } from "../shell/link";
import { DrawerButton } from "../shell/mobile-drawer";
import { PageBody } from "../shell/page-layout";
import { useLeaveSettings } from "./settings-return";

type Props = {
	title: ReactNode;
	/** A sentence at the end of the header, in wide windows. */
	hint?: ReactNode;
	/** The content has the whole area and scrolls by itself. */
	isWide?: boolean;
	children: ReactNode;
};

/** A settings section: a header on the common baseline, then a column of readable width. */
export function SettingsPage({ title, hint, isWide = false, children }: Props) {
	const pathname = usePathname();
	const box = useRef<HTMLDivElement>(null);
	useKeptFocus(box);
	const isOwn = pathname === "/settings" || pathname.startsWith("/settings/");
	return (
		<div ref={box} className="flex min-h-0 flex-col">
			<header className="flex h-13 shrink-0 items-center gap-0.5 border-b px-5 max-md:h-14 max-md:px-1">
				{isOwn ? <BackButton isList={pathname === "/settings"} /> : <DrawerButton />}
				<h1 dir="auto" className="truncate text-base font-bold tracking-[-0.01em]">
					{title}
				</h1>
				{hint && (
					<p dir="auto" className="ms-auto truncate ps-4 text-meta text-text-muted max-md:hidden">
						{hint}
					</p>
				)}
			</header>
			{isWide ? (
				children
			) : (
				<PageBody className="flex-1 scroll-pb-24">
					<div className="max-w-180 px-7 pt-6 pb-8 max-md:px-4 max-md:pt-4">{children}</div>
				</PageBody>
			)}
		</div>
	);
}

/** On a phone the list of sections is a page of its own, and this leads back to it. */
function BackButton({ isList }: { isList: boolean }) {
	const t = useTranslations("settings");
	const leave = useLeaveSettings();
	const className =
		"grid size-11 shrink-0 place-items-center rounded-md text-text-muted hover:bg-surface-hover hover:text-text md:hidden";
	const icon = <ArrowLeft size="1.25rem" strokeWidth={1.75} aria-hidden="true" className="rtl:-scale-x-100" />;
	if (isList)
		return (
			<button type="button" aria-label={t("backTo")} onClick={leave} className={className}>
				{icon}
			</button>
		);
	return (
		<Link href="/settings" aria-label={t("allSettings")} className={className}>
			{icon}
		</Link>
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
			{text && (
				<p dir="auto" className="mt-1 max-w-[60ch] text-text-muted wrap-anywhere">
					{text}
				</p>
			)}
			<div className="mt-4">{children}</div>
		</section>
	);
}
