"use client";

import { type PointerEvent, useCallback, useEffect, useState } from "react";
import { readJson, writeJson } from "@/app/_client/safe-storage";
import { useTranslations } from "@/app/_i18n/use-translations";

const narrowest = 320;
const widest = 520;
const stepPx = 16;
const storageKey = "hearth.panel.width";

const fitted = (width: number) => Math.min(widest, Math.max(narrowest, Math.round(width)));

/** The panel's width as last resized, if it is resizable. */
export function usePanelWidth(width: number, resizable: boolean): [number, (width: number) => void] {
	const [drawn, setDrawn] = useState<number | null>(null);
	useEffect(() => {
		const kept = readJson(storageKey);
		if (typeof kept === "number" && kept >= narrowest) setDrawn(fitted(kept));
	}, []);
	const draw = useCallback((wanted: number) => {
		const next = fitted(wanted);
		setDrawn(next);
		writeJson(storageKey, next);
	}, []);
	return [resizable ? (drawn ?? width) : width, draw];
}

/** The edge that resizes the panel, with the pointer or the arrow keys. */
export function PanelResizer({ width, onWidth }: { width: number; onWidth: (width: number) => void }) {
	const t = useTranslations("panel");
	const drag = (event: PointerEvent<HTMLElement>) => {
		const panel = event.currentTarget.parentElement?.getBoundingClientRect();
		if (!panel || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
		const rtl = document.dir === "rtl";
		onWidth(rtl ? event.clientX - panel.left : panel.right - event.clientX);
	};
	return (
		// biome-ignore lint/a11y/useSemanticElements: <hr> cannot be moved.
		<div
			role="separator"
			aria-orientation="vertical"
			aria-label={t("resize")}
			aria-valuenow={width}
			aria-valuemin={narrowest}
			aria-valuemax={widest}
			tabIndex={0}
			onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
			onPointerMove={drag}
			onKeyDown={(event) => {
				const step = event.key === "ArrowLeft" ? stepPx : event.key === "ArrowRight" ? -stepPx : 0;
				if (!step) return;
				event.preventDefault();
				onWidth(width + (document.dir === "rtl" ? -step : step));
			}}
			className="absolute inset-y-0 -start-1 z-1 w-2 cursor-col-resize touch-none outline-none after:absolute after:inset-y-0 after:start-[3px] after:w-0.5 hover:after:bg-line-strong focus-visible:after:bg-focus max-md:hidden"
		/>
	);
}
