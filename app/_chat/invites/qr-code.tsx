"use client";

import { toSvgPath } from "lean-qr/extras/svg";
import { generate } from "lean-qr/nano";
import { useMemo } from "react";

/** The empty border that scanners need, in modules. */
const quiet = 4;

/** A link as a QR code. It is dark on light in both themes, because many scanners read nothing else. */
export function QrCode({ link, label }: { link: string; label: string }) {
	const { path, size } = useMemo(() => {
		const code = generate(link);
		return { path: toSvgPath(code), size: code.size };
	}, [link]);
	const whole = size + 2 * quiet;
	return (
		<svg
			role="img"
			aria-label={label}
			viewBox={`${-quiet} ${-quiet} ${whole} ${whole}`}
			shapeRendering="crispEdges"
			className="size-48 rounded-md bg-white forced-color-adjust-none"
		>
			<path d={path} fill="#000" />
		</svg>
	);
}
