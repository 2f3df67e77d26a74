"use client";

import { type KeyboardEvent, type ReactNode, useId } from "react";
import { classNames } from "./class-names";

type Props<T extends string> = {
	label: string;
	tabs: { value: T; label: ReactNode; count?: number | undefined }[];
	value: T;
	onChange: (value: T) => void;
	/** The content of the open tab. */
	children: ReactNode;
	className?: string;
};

/** Tabs above their panel. The arrow keys move between them; only the open one is a tab stop. */
export function Tabs<T extends string>({ label, tabs, value, onChange, children, className }: Props<T>) {
	const id = useId();
	const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
		const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
		if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
		const direction = getComputedStyle(event.currentTarget).direction === "rtl" ? -step : step;
		const at = tabs.findIndex((tab) => tab.value === value);
		const next = tabs[(at + direction + tabs.length) % tabs.length];
		if (!next) return;
		event.preventDefault();
		onChange(next.value);
		document.getElementById(`${id}-${next.value}`)?.focus();
	};
	return (
		<>
			<div
				role="tablist"
				aria-label={label}
				onKeyDown={onKeyDown}
				className={classNames("flex h-12 gap-5 overflow-x-auto border-b text-sm", className)}
			>
				{tabs.map((tab) => {
					const isOpen = tab.value === value;
					return (
						<button
							key={tab.value}
							id={`${id}-${tab.value}`}
							type="button"
							role="tab"
							aria-selected={isOpen}
							aria-controls={`${id}-panel`}
							tabIndex={isOpen ? 0 : -1}
							onClick={() => onChange(tab.value)}
							className={classNames(
								"ring-inward flex shrink-0 items-center gap-1.5 whitespace-nowrap",
								isOpen
									? "font-semibold text-text shadow-[inset_0_-2px_0_var(--ember-mark)]"
									: "text-text-muted hover:text-text",
							)}
						>
							{tab.label}
							{tab.count !== undefined && <span className="font-normal text-text-faint tabular-nums">{tab.count}</span>}
						</button>
					);
				})}
			</div>
			<div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`} className="contents">
				{children}
			</div>
		</>
	);
}
