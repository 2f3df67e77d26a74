import type { Sharp, SharpOptions } from "sharp";
import { inspect, maxFrames, maxScans } from "./inspect";

/**
 * One rendering of a picture: a WebP file at `into`. "cover" fills the size exactly, "contain" pads it with transparency,
 * "inside" fits into it and never enlarges. `moves` keeps the frames of a GIF or WebP.
 */
export type PictureSize = {
	into: string;
	width: number;
	height: number;
	fit: "inside" | "cover" | "contain";
	moves?: boolean;
};
/** A part of the upright picture, in its pixels. */
export type Crop = { left: number; top: number; width: number; height: number };
export type PictureTask = {
	path: string;
	sizes: PictureSize[];
	crop?: Crop | undefined;
	maxPixels?: number | undefined;
	/** The maximum of frames, which are drawn one by one. */
	maxFrames?: number | undefined;
};

export type Picture = {
	/** Of the original, upright. */
	width: number;
	height: number;
	/**
	 * Whether the original has more than one frame, each small enough for browsers to play. The rendering shows its
	 * first.
	 */
	animated: boolean;
	sizes: { width: number; height: number; bytes: number; frames: number }[];
};
type Refused = { refused: Record<string, string> };

const maxImagePixels = 64_000_000;
const maxHeavyPixels = 16_000_000;
/** The maximum of pixels in an animated picture, which browsers play as uploaded. */
const maxAnimatedPixels = 4_000_000;
const longestSide = 16_384;

/**
 * Measures a picture and renders it: upright, still, without metadata. Rejects pictures that would take too much time
 * or memory before decoding them; returns null for one that cannot be decoded. Runs in a child process, which is killed
 * at its deadline.
 */
export async function renderPicture(task: PictureTask): Promise<Picture | Refused | null> {
	const { path, sizes, crop, maxPixels } = task;
	const { frames, scans, heavy, track } = inspect(path);
	if (scans > maxScans) return refuse(`A JPEG may have ${maxScans} scans at most.`);
	const mostFrames = Math.min(task.maxFrames ?? maxFrames, maxFrames);
	if (frames > mostFrames)
		return refuse(`A moving picture may have ${mostFrames.toLocaleString("en")} frames at most.`);
	const sharp = await library();
	const seen = await measured(sharp(path, { limitInputPixels: false }));
	if (!seen) return null;
	const { width, height } = seen;
	// Browsers decode the track of an animated AVIF, but the still picture is rendered.
	if (track === null) return null;
	const longest = Math.max(width, height, track?.width ?? 0, track?.height ?? 0);
	const pixels = Math.max(width * height, track ? track.width * track.height : 0);
	const most = Math.min(maxPixels ?? maxImagePixels, maxImagePixels);
	if (longest > longestSide) return refuse("A picture may be 16,384 pixels wide and as many high at most.");
	if (pixels > most) return refuse(`A picture may have ${most / 1e6} million pixels at most.`);
	if (heavy && width * height > maxHeavyPixels)
		return refuse("A PNG that is interlaced or has 16 bits a channel may have 16 million pixels at most.");
	if (crop && !isWithin(crop, seen)) return { refused: { crop: "This part is not within the picture." } };
	try {
		const drawn: Picture["sizes"] = [];
		for (const size of sizes) drawn.push(await draw(sharp, path, size, most, crop));
		return { width, height, animated: frames > 1 && pixels <= maxAnimatedPixels, sizes: drawn };
	} catch {
		return null;
	}
}

const transparent = { r: 0, g: 0, b: 0, alpha: 0 };
const refuse = (file: string): Refused => ({ refused: { file } });

async function draw(
	sharp: Library,
	path: string,
	{ into, width, height, fit, moves = false }: PictureSize,
	limitInputPixels: number,
	crop?: Crop,
): Promise<Picture["sizes"][number]> {
	const upright = sharp(path, {
		limitInputPixels,
		failOn: "error",
		sequentialRead: true,
		animated: moves,
	}).autoOrient();
	const { size, ...drawn } = await (crop ? upright.extract(crop) : upright)
		.resize(width, height, { fit, withoutEnlargement: fit === "inside", background: transparent })
		.webp({ quality: 80, effort: 3 })
		.toFile(into);
	return { width: drawn.width, height: drawn.pageHeight ?? drawn.height, bytes: size, frames: drawn.pages ?? 1 };
}

async function measured(picture: Sharp): Promise<{ width: number; height: number } | null> {
	try {
		const { autoOrient } = await picture.metadata();
		return autoOrient.width > 0 && autoOrient.height > 0 ? autoOrient : null;
	} catch {
		return null;
	}
}

const isWithin = ({ left, top, width, height }: Crop, seen: { width: number; height: number }) =>
	[left, top, width, height].every(Number.isInteger) &&
	left >= 0 &&
	top >= 0 &&
	width > 0 &&
	height > 0 &&
	left + width <= seen.width &&
	top + height <= seen.height;

type Library = (input: string, options: SharpOptions) => Sharp;
let loaded: Promise<Library> | undefined;

/** Loaded with the first picture. It gets one thread, caches nothing, and reads only formats that browsers show. */
function library(): Promise<Library> {
	loaded ??= import("sharp").then(({ default: sharp }) => {
		sharp.concurrency(1);
		sharp.cache(false);
		sharp.block({ operation: ["VipsForeignLoad"] });
		const formats = ["Jpeg", "Png", "Webp", "Nsgif", "Heif"].map((format) => `VipsForeignLoad${format}`);
		sharp.unblock({ operation: formats });
		return sharp;
	});
	return loaded;
}
