"use client";

import { BellOff } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { classNames } from "@/app/_ui/class-names";
import { Link } from "./link";

/** The frame of every sidebar: a header on the common baseline, labels and rows. */
export function Sidebar({ label, children }: { label: string; children: ReactNode }) {
	return (
		<nav aria-label={label} className="flex min-h-0 flex-1 flex-col">
			{children}
		</nav>
	);
}

type HeaderProps = { title: ReactNode; text?: ReactNode; leading?: ReactNode; children?: ReactNode };

export function SidebarHeader({ title, text, leading, children }: HeaderProps) {
	return (
		<div
			className={classNames(
				"mt-2 flex h-13 shrink-0 items-center gap-2 pe-4 max-md:mt-0 max-md:h-14",
				leading ? "ps-1" : "ps-2.5",
			)}
		>
			{leading}
			<div className="min-w-0 flex-1">
				<h2 dir="auto" className="truncate text-base leading-5 font-bold tracking-[-0.01em]">
					{title}
				</h2>
				{text && (
					<p dir="auto" className="truncate text-xs text-text-faint tabular-nums">
						{text}
					</p>
				)}
			</div>
			{children}
		</div>
	);
}

export function SidebarScroll({ children }: { children: ReactNode }) {
	return <div className="min-h-0 flex-1 overflow-y-auto py-1 ps-0.5 pe-2 pb-3 [scrollbar-width:thin]">{children}</div>;
}

export function SidebarLabel({ id, children, action }: { id?: string; children: ReactNode; action?: ReactNode }) {
	return (
		<div className="mt-2.5 flex h-[1.625rem] items-center gap-1 ps-1.5 pe-1 text-xs font-semibold text-text-faint first:mt-0 max-md:h-9 max-md:text-meta">
			<h3 dir="auto" id={id} className="min-w-0 flex-1 truncate">
				{children}
			</h3>
			{action}
		</div>
	);
}

type RowProps = {
	href: string;
	isOpen?: boolean;
	isUnread?: boolean;
	isMentioned?: boolean;
	/** Muted: dimmed, with an icon. */
	isMuted?: boolean;
	icon: ReactNode;
	label?: string | undefined;
	trailing?: ReactNode;
	children: ReactNode;
};

export function SidebarRow({
	href,
	isOpen = false,
	isUnread = false,
	isMentioned = false,
	isMuted = false,
	icon,
	label,
	trailing,
	children,
}: RowProps) {
	const row = useRef<HTMLAnchorElement>(null);
	// When another row is opened, not when the user scrolls.
	useEffect(() => {
		if (isOpen) row.current?.scrollIntoView({ block: "nearest" });
	}, [isOpen]);
	return (
		<Link
			ref={row}
			href={href}
			aria-label={label}
			aria-current={isOpen ? "page" : undefined}
			data-new={isMentioned ? "mention" : isUnread ? "unread" : undefined}
			className={classNames(
				"ring-inward mb-px flex min-h-8 scroll-my-8 items-center gap-2 rounded-md px-2 text-channel max-md:min-h-11 max-md:text-base",
				isOpen
					? "tick bg-canvas-active font-semibold text-text max-md:before:inset-y-3"
					: isUnread
						? "font-semibold text-text hover:bg-canvas-hover"
						: isMuted
							? "text-text-faint hover:bg-canvas-hover hover:text-text-muted"
							: "text-text-muted hover:bg-canvas-hover hover:text-text",
			)}
		>
			<span
				aria-hidden="true"
				className={classNames(
					"grid w-4 shrink-0 place-items-center",
					isOpen ? "text-ember-text" : isUnread ? "text-text-muted" : "text-text-faint",
				)}
			>
				{icon}
			</span>
			<span dir="auto" className="min-w-0 flex-1 truncate">
				{children}
			</span>
			{isMuted && <BellOff size="0.875rem" aria-hidden="true" className="shrink-0 text-text-faint" />}
			{trailing}
		</Link>
	);
}

/** The end of a row: the number of mentions, or a dot for unread messages. */
export function UnreadMark({ mentions, unread }: { mentions: number; unread: boolean }) {
	if (mentions > 0) {
		return (
			<span
				aria-hidden="true"
				className="grid h-[1.125rem] min-w-[1.125rem] place-items-center rounded-full bg-ember px-[5px] text-badge leading-none font-bold text-ember-fg tabular-nums"
			>
				{mentions > 99 ? "99+" : mentions}
			</span>
		);
	}
	return unread ? <span aria-hidden="true" className="dot me-0.5 size-2 rounded-full bg-ember-mark" /> : null;
}
