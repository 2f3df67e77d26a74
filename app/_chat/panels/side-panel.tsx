"use client";

import { ArrowLeft, X } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { IconButton } from "@/app/_ui/icon-button";
import { PanelResizer, usePanelWidth } from "./panel-resizer";
import { closeOverThread, wide } from "./use-panel";

type Props = {
	title: string;
	subtitle?: string | undefined;
	/** In px, if it is not resizable. */
	width: number;
	resizable?: boolean;
	/** Closing it returns to the panel below. */
	isStacked?: boolean;
	closeLabel?: string;
	/** Beside the title. */
	tools?: ReactNode;
	onClose: () => void;
	children: ReactNode;
};

/**
 * The frame of every panel: beside the conversation in wide windows, over it in narrower ones, and a page of its own on
 * a phone. It takes the focus where it covers, and returns it.
 */
export function SidePanel(props: Props) {
	const { title, subtitle, resizable = false, isStacked = false, tools, onClose, children } = props;
	const t = useTranslations("panel");
	const panel = useRef<HTMLElement>(null);
	const heading = useRef<HTMLHeadingElement>(null);
	const [opener] = useState(openerNow);
	const [width, setWidth] = usePanelWidth(props.width, resizable);
	useEffect(() => {
		const { current: shown } = panel;
		// A panel that came with the page does not take the focus of an idle user, and a field with autofocus keeps it.
		const takes = opener.element !== null && !shown?.contains(document.activeElement);
		if (takes && (resizable || !matchMedia(wide).matches)) heading.current?.focus();
		return () => {
			// A click elsewhere has moved the focus meanwhile.
			if (document.activeElement === document.body || shown?.contains(document.activeElement)) giveBack(opener);
		};
	}, [resizable, opener]);
	return (
		<aside
			ref={panel}
			aria-label={title}
			data-panel
			style={{ "--panel-width": `${width}px` } as React.CSSProperties}
			onKeyDown={(event) => {
				if (event.key !== "Escape" || event.defaultPrevented) return;
				event.preventDefault();
				event.stopPropagation();
				onClose();
			}}
			className={classNames(
				"relative flex min-h-0 w-(--panel-width) flex-col border-s bg-surface",
				"max-md:absolute max-md:inset-0 max-md:z-5 max-md:w-full max-md:animate-[panel_240ms_cubic-bezier(0.2,0.8,0.2,1)] max-md:border-0 md:max-w-[calc(100vw-24rem)]",
			)}
		>
			{resizable && <PanelResizer width={width} onWidth={setWidth} />}
			<header className="flex h-13 shrink-0 items-center gap-1 border-b ps-4 pe-2 max-md:h-14 max-md:ps-1">
				<IconButton
					label={t("back")}
					onClick={isStacked ? closeOverThread : onClose}
					className={classNames(!isStacked && "md:hidden", "md:-ms-2")}
				>
					<ArrowLeft size="1.125rem" aria-hidden="true" className="rtl:-scale-x-100" />
				</IconButton>
				<div className="min-w-0 flex-1">
					<h2 dir="auto" ref={heading} tabIndex={-1} className="truncate text-message font-bold outline-none">
						{title}
					</h2>
					{subtitle && (
						<p dir="auto" className="truncate text-xs text-text-faint">
							{subtitle}
						</p>
					)}
				</div>
				{tools}
				<IconButton label={props.closeLabel ?? t("close")} onClick={onClose} className="max-md:hidden">
					<X size="1.125rem" aria-hidden="true" />
				</IconButton>
			</header>
			{children}
		</aside>
	);
}

/** The button that opened it, and its message: a toolbar disappears with the pointer. */
type Opener = { element: HTMLElement | null; row: string | null };

function openerNow(): Opener {
	const { activeElement: element } = document;
	if (!(element instanceof HTMLElement) || element === document.body) return { element: null, row: null };
	return { element, row: element.closest<HTMLElement>("[data-row]")?.dataset.row ?? null };
}

function giveBack({ element, row }: Opener): void {
	const message = row === null ? null : document.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"]`);
	const target = element?.isConnected ? element : message;
	target?.focus({ preventScroll: true });
}
