import { type CSSProperties, type RefObject, useEffect, useState } from "react";
import { freePlace } from "./toast-place";

const gapPx = 12;
const edgePx = 16;
const fieldsIn = "input:not([type=hidden]), textarea, select, [contenteditable=true]";

/** Elements that the user is about to click or type in; a focused row may lie under a toast. */
const controls = `${fieldsIn}, button, a[href], summary, [role^=menuitem], [role=switch], [role=slider]`;

const events = ["resize", "focusin", "scroll", "input"];

const isShown = (element: Element) => element.clientWidth > 0;

/** The possible places: above the composer or the save bar, or at the lower edge; otherwise below the header. */
function placesOf(main: Element, height: number, mostWidth: number) {
	const page = main.getBoundingClientRect();
	const composer = [...main.querySelectorAll("[data-composer]")].find(isShown)?.getBoundingClientRect();
	const bar = main.querySelector("[data-unsaved]")?.getBoundingClientRect();
	const left = composer?.left ?? page.left + edgePx;
	const end = Math.min(composer?.right ?? page.right - edgePx, innerWidth - edgePx / 2);
	const width = Math.min(end - left, mostWidth);
	const foot = composer ? composer.top - gapPx : bar ? bar.top - gapPx : innerHeight - edgePx;
	const header = main.querySelector("header")?.getBoundingClientRect();
	const head = Math.max(page.top, header && header.top < page.top + edgePx ? header.bottom : 0) + gapPx;
	const at = (x: number, top: number) => ({ left: x, top, right: x + width, bottom: top + height });
	const far = end - width;
	return { width, boxes: [at(left, foot - height), at(left, head), at(far, foot - height), at(far, head)] };
}

/** Places toasts so that they cover neither the field the user types in nor the focused element. */
export function useToastPosition(box: RefObject<HTMLElement | null>): CSSProperties {
	const [style, setStyle] = useState<CSSProperties>({ left: edgePx, right: edgePx, bottom: edgePx });
	useEffect(() => {
		const toasts = box.current;
		if (!toasts) return;
		let current = 0;
		const measure = () => {
			const main = document.querySelector("#main");
			if (!main) return;
			const mostWidth = 25.5 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
			const { width, boxes } = placesOf(main, toasts.offsetHeight, mostWidth);
			const own = document.activeElement;
			const focused = own?.matches(controls) && !toasts.contains(own) ? own : null;
			const fields = [...document.querySelectorAll(fieldsIn)].filter(isShown);
			current = freePlace(
				boxes,
				fields.map((field) => field.getBoundingClientRect()),
				focused?.getBoundingClientRect() ?? null,
				current,
			);
			const place = boxes[current];
			if (!place) return;
			setStyle({
				left: place.left,
				width,
				...(current % 2 === 0 ? { bottom: innerHeight - place.bottom } : { top: place.top }),
			});
		};
		measure();
		// After React has rendered the changes of the same event.
		let frame = 0;
		const measureSoon = () => {
			cancelAnimationFrame(frame);
			frame = requestAnimationFrame(measure);
		};
		const observer = new ResizeObserver(measureSoon);
		for (const one of [toasts, ...document.querySelectorAll("#main, [data-composer]")]) observer.observe(one);
		const options = { capture: true, passive: true };
		for (const event of events) addEventListener(event, measureSoon, options);
		return () => {
			cancelAnimationFrame(frame);
			observer.disconnect();
			for (const event of events) removeEventListener(event, measureSoon, options);
		};
	}, [box]);
	return style;
}
