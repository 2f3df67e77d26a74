"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { type RefObject, useCallback, useEffect, useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { type Beyond, offScreenRows } from "./off-screen-rows";

type Sides = ReturnType<typeof offScreenRows>;
const nothing: Sides = { above: null, below: null };

/**
 * At the edges of a sidebar's scrolling rows, the number of unread rows beyond them. Measured after every render of the
 * rows, because they are rendered with them.
 */
export function OffScreenPills({ frame }: { frame: RefObject<HTMLElement | null> }) {
	const [sides, setSides] = useState(nothing);
	const look = useCallback(() => {
		const scroller = frame.current?.firstElementChild;
		if (!scroller) return;
		const rows = newRowsIn(scroller).map((row) => {
			const { top, bottom } = row.getBoundingClientRect();
			return { top, bottom, mentions: row.dataset.new === "mention" };
		});
		const next = offScreenRows(rows, scroller.getBoundingClientRect());
		setSides((known) => (JSON.stringify(known) === JSON.stringify(next) ? known : next));
	}, [frame]);
	// Measured with the frame's own layout, not by a layout of its own.
	useEffect(() => {
		const request = requestAnimationFrame(look);
		return () => cancelAnimationFrame(request);
	});
	useEffect(() => {
		const scroller = frame.current?.firstElementChild;
		if (!scroller) return;
		const resized = new ResizeObserver(look);
		resized.observe(scroller);
		scroller.addEventListener("scroll", look, { passive: true });
		return () => {
			resized.disconnect();
			scroller.removeEventListener("scroll", look);
		};
	}, [frame, look]);
	const show = (index: number) => {
		const scroller = frame.current?.firstElementChild;
		if (scroller) newRowsIn(scroller)[index]?.scrollIntoView({ block: "center" });
	};
	return (
		<>
			<Pill beyond={sides.above} side="above" onShow={show} />
			<Pill beyond={sides.below} side="below" onShow={show} />
		</>
	);
}

const newRowsIn = (scroller: Element) => [...scroller.querySelectorAll<HTMLElement>("[data-new]")];

type PillProps = { beyond: Beyond | null; side: "above" | "below"; onShow: (index: number) => void };

function Pill({ beyond, side, onShow }: PillProps) {
	const t = useTranslations("server");
	if (!beyond) return null;
	const Icon = side === "above" ? ArrowUp : ArrowDown;
	return (
		<div
			className={classNames(
				"pointer-events-none absolute inset-x-0 z-2 flex justify-center px-4",
				side === "above" ? "top-1" : "bottom-2",
			)}
		>
			<button
				type="button"
				onClick={() => onShow(beyond.nearest)}
				className={classNames(
					"pointer-events-auto inline-flex min-h-7 max-w-full items-center gap-1.5 rounded-md px-2.5 text-xs font-semibold shadow-floating max-md:min-h-11 max-md:text-meta",
					beyond.mentions
						? "bg-ember text-ember-fg hover:bg-ember-hover"
						: "border border-line-strong bg-overlay text-text hover:bg-selected",
				)}
			>
				<Icon size="0.8125rem" aria-hidden="true" className="shrink-0" />
				<span dir="auto" className="truncate">
					{t(side === "above" ? "newAbove" : "newBelow", { count: beyond.count })}
				</span>
			</button>
		</div>
	);
}
