/** A part of a picture, in its pixels. */
export type Area = { x: number; y: number; width: number; height: number };

/** The crop in whole pixels inside the picture, whatever the rounding. */
export function wholePixels(chosen: Area, picture: { width: number; height: number }): Area {
	const width = clamp(Math.round(chosen.width), 1, picture.width);
	const height = clamp(Math.round(chosen.height), 1, picture.height);
	return {
		x: clamp(Math.round(chosen.x), 0, picture.width - width),
		y: clamp(Math.round(chosen.y), 0, picture.height - height),
		width,
		height,
	};
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

/** The maximum zoom, at which the crop is enlarged no more than twice. */
export function mostZoom(picture: { width: number; height: number }, aspect: number, wanted: number): number {
	const whole = Math.min(picture.width, picture.height * aspect);
	return clamp((2 * whole) / wanted, 1, 8);
}
