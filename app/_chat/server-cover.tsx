import { type Palette, paletteOf, randomOf } from "@/app/_ui/generated-look";
import { type Box, bricks, contours, facets, hexes, type Pattern, rings, waves } from "./cover-patterns";

const cardBox: Box = { width: 400, height: 112 };
const wideBox: Box = { width: 1320, height: 210 };
const patterns: readonly Pattern[] = [contours, hexes, waves, facets, rings, bricks];

type Props = {
	name: string;
	src?: string | null /** For a whole page instead of a card. */;
	wide?: boolean;
	className?: string;
};

/** A picture for a server that has none, drawn from its name: the same for everybody, every time. */
export function ServerCover({ name, src, wide = false, className }: Props) {
	const palette = paletteOf(name);
	const box = wide ? wideBox : cardBox;
	if (src) {
		// biome-ignore lint/performance/noImgElement: the image optimizer is off on purpose.
		return <img src={src} alt="" className={`object-cover ${className}`} />;
	}
	return (
		<svg
			viewBox={`0 0 ${box.width} ${box.height}`}
			preserveAspectRatio="xMidYMid slice"
			aria-hidden="true"
			className={className}
			style={{ background: `linear-gradient(120deg, ${palette.deep}, ${palette.tile} 85%)` }}
		>
			{draw(name, palette, box)}
		</svg>
	);
}

function draw(name: string, palette: Palette, box: Box) {
	const random = randomOf(`cover ${name}`);
	const pattern = patterns[Math.floor(random() * patterns.length)] ?? contours;
	return pattern(random, palette, box);
}
