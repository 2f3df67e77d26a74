import { type Palette, paletteOf, randomOf } from "@/app/_ui/generated-look";
import { bricks, contours, facets, hexes, type Pattern, rings, waves } from "./cover-patterns";

const patterns: readonly Pattern[] = [contours, hexes, waves, facets, rings, bricks];

/** A picture for a server that has none, drawn from its name: the same for everybody, every time. */
export function ServerCover({ name, src, className }: { name: string; src?: string | null; className?: string }) {
	const palette = paletteOf(name);
	if (src) {
		// biome-ignore lint/performance/noImgElement: the image optimizer is off on purpose.
		return <img src={src} alt="" className={`object-cover ${className}`} />;
	}
	return (
		<svg
			viewBox="0 0 480 140"
			preserveAspectRatio="xMidYMid slice"
			aria-hidden="true"
			className={className}
			style={{ background: `linear-gradient(120deg, ${palette.deep}, ${palette.tile} 85%)` }}
		>
			{draw(name, palette)}
		</svg>
	);
}

function draw(name: string, palette: Palette) {
	const random = randomOf(`cover ${name}`);
	const pattern = patterns[Math.floor(random() * patterns.length)] ?? contours;
	return pattern(random, palette);
}
