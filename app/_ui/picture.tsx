"use client";

import { type ReactNode, useState } from "react";

type Props = {
	src: string | null | undefined;
	/** Of the smaller and of the larger size it comes in. */
	widths: readonly [number, number];
	/** How wide it is shown. */
	sizes: string;
	className: string;
	/** Shown without a picture, or if it cannot be loaded. */
	children: ReactNode;
};

/** A picture in the size the screen needs. Decorative. */
export function Picture({ src, widths: [small, large], sizes, className, children }: Props) {
	const [failed, setFailed] = useState<string | null>(null);
	if (!src || failed === src) return children;
	return (
		// biome-ignore lint/performance/noImgElement: the image optimizer is off on purpose.
		<img
			// An image that failed before hydration has fired its event already.
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
