"use client";

import { type GeneratedAvatar, randomOf } from "@/app/_ui/generated-avatar";
import { Picture } from "@/app/_ui/picture";
import { useServerLook } from "../users/avatar-palettes";
import { type Box, bricks, contours, facets, hexes, type Pattern, rings, waves } from "./server-cover-patterns";

const cardBox: Box = { width: 400, height: 112 };
const wideBox: Box = { width: 1320, height: 210 };
const patterns: readonly Pattern[] = [contours, hexes, waves, facets, rings, bricks];

type Props = {
	server: { id: number; bannerUrl: string | null };
	/** For a whole page instead of a card. */
	wide?: boolean;
	className?: string;
};

/** A server's banner, or a picture generated from its id: the same every time. */
export function ServerCover({ server: { id, bannerUrl }, wide = false, className }: Props) {
	const look = useServerLook(id);
	const { deep, tile } = look.palette;
	const box = wide ? wideBox : cardBox;
	return (
		<Picture
			src={bannerUrl}
			widths={[800, 1600]}
			sizes={wide ? "100vw" : "400px"}
			className={`bg-sunken object-cover ${className}`}
		>
			<svg
				viewBox={`0 0 ${box.width} ${box.height}`}
				preserveAspectRatio="xMidYMid slice"
				aria-hidden="true"
				className={className}
				style={{ background: `linear-gradient(120deg, ${deep}, ${tile} 85%)` }}
			>
				{draw(id, look, box)}
			</svg>
		</Picture>
	);
}

function draw(id: number, { palette, pattern }: GeneratedAvatar, box: Box) {
	return (patterns[pattern] ?? contours)(randomOf(`cover ${id}`), palette, box);
}
