"use client";

import { useLayoutEffect, useRef, useState } from "react";
import { classNames } from "@/app/_ui/class-names";

type Props = { text: string; isDisplay: boolean };
type Drawing = typeof import("./render-math");

/** The formula renderer, once loaded. */
let drawing: Drawing | null = null;

/** A formula; shows its source until it is rendered, and if it is invalid. */
export function MathFormula({ text, isDisplay }: Props) {
	const place = useRef<HTMLSpanElement>(null);
	const [isDrawn, setDrawn] = useState(false);
	useLayoutEffect(() => {
		let wanted = true;
		const show = (formula: HTMLElement | null) => {
			if (!wanted || !formula) return;
			// One rendered element is cloned for every place.
			place.current?.replaceChildren(formula.cloneNode(true));
			setDrawn(true);
		};
		const known = drawing?.renderedMath(text, isDisplay);
		if (known !== undefined) show(known);
		else
			import("./render-math")
				.then((loaded) => {
					drawing = loaded;
					return loaded.renderMath(text, isDisplay);
				})
				// The source stays readable.
				.then(show, () => {});
		return () => {
			wanted = false;
			setDrawn(false);
		};
	}, [text, isDisplay]);
	return (
		<span dir="ltr" className={classNames(isDisplay && "block max-w-full overflow-x-auto overflow-y-hidden py-1")}>
			{!isDrawn && (
				<code className="font-mono text-[0.9em] break-words">{isDisplay ? `$$${text}$$` : `$${text}$`}</code>
			)}
			<span ref={place} hidden={!isDrawn} />
		</span>
	);
}
