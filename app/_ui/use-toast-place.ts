import { type CSSProperties, useEffect, useState } from "react";

const gapPx = 12;
const edgePx = 16;

/** Where toasts stand: above the field that one writes in, and begin where it does; elsewhere at the lower edge of the page. */
export function useToastPlace(isShown: boolean): CSSProperties {
	const [place, setPlace] = useState<CSSProperties>({});
	useEffect(() => {
		if (!isShown) return;
		const measure = () => {
			const main = document.querySelector("#main");
			const composer = [...(main?.querySelectorAll("[data-composer]") ?? [])].find((one) => one.clientWidth > 0);
			const box = (composer ?? main)?.getBoundingClientRect();
			if (!box) return;
			const inset = composer ? 0 : edgePx;
			const width = Math.min(box.width, innerWidth - box.left) - 2 * inset;
			setPlace({
				left: box.left + inset,
				width,
				bottom: composer ? innerHeight - box.top + gapPx : edgePx,
			});
		};
		measure();
		const observer = new ResizeObserver(measure);
		for (const one of document.querySelectorAll("#main, [data-composer]")) observer.observe(one);
		addEventListener("resize", measure);
		return () => {
			observer.disconnect();
			removeEventListener("resize", measure);
		};
	}, [isShown]);
	return { left: edgePx, right: edgePx, bottom: edgePx, ...place };
}
