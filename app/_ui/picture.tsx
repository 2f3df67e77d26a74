"use client";

import { type ReactNode, useState } from "react";

type Props = {
	src: string | null | undefined;
	/** Of the smaller and of the larger size it comes in. */
	widths: readonly [number, number];
	/** How wide it is shown. */
	sizes: string;
	className: string;
	/** Shown where there is none, or where it cannot be had any more. */
	children: ReactNode;
};

/** A picture in the size the screen needs. Decorative. */
export function Picture({ src, widths: [small, large], sizes, className, children }: Props) {
	const [failed, setFailed] = useState<string | null>(null);
	if (!src || failed === src) return children;
	return (
		// biome-ignore lint/performance/noImgElement: the image optimizer is off on purpose.
		<img
			// One that failed before anybody listened has said so already.
			ref={(image) => {
				if (image?.complete && image.naturalWidth === 0) setFailed(src);
			}}
			src={src}
			srcSet={`${src.replace(/\.webp$/, "-small.webp")} ${small}w, ${src} ${large}w`}
			sizes={sizes}
			alt=""
			decoding="async"
			draggable={false}
			onError={() => setFailed(src)}
			className={className}
		/>
	);
}
