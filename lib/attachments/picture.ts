import { rm } from "node:fs/promises";
import type { Sharp, SharpOptions } from "sharp";
import { invalid } from "../errors";
import { node } from "../node";

export type Picture = { width: number; height: number };

const mostPixels = 64_000_000;
/** Twice what a message shows, for screens with small pixels. */
const thumbnailPx = 840;
const drawSeconds = 15;

/**
 * Measures a picture and draws its thumbnail into a file: upright, still, without metadata. Null for one that cannot be
 * drawn. A picture that would fill the memory is refused before it is unpacked.
 */
export function draw(path: string, into: string): Promise<Picture | null> {
	return node().drawing.take(async () => {
		const sharp = await library();
		const seen = await measured(sharp(path, { limitInputPixels: false }));
		if (!seen) return null;
		if (seen.width * seen.height > mostPixels)
			throw invalid({ file: `A picture may have ${mostPixels / 1e6} million pixels at most.` });
		const input = { limitInputPixels: mostPixels, failOn: "error", sequentialRead: true } as const;
		try {
			await sharp(path, input)
				.autoOrient()
				.resize(thumbnailPx, thumbnailPx, { fit: "inside", withoutEnlargement: true })
				.webp({ quality: 80, effort: 3 })
				.timeout({ seconds: drawSeconds })
				.toFile(into);
			return seen;
		} catch {
			await rm(into, { force: true });
			return null;
		}
	});
}

async function measured(picture: Sharp): Promise<Picture | null> {
	try {
		const { autoOrient } = await picture.metadata();
		return autoOrient.width > 0 && autoOrient.height > 0
			? { width: autoOrient.width, height: autoOrient.height }
			: null;
	} catch {
		return null;
	}
}

/** Draws the picture of a preview from its bytes into a file, to fit into these pixels; null for what is no picture we show. */
export function shrink(bytes: Buffer, into: string, width: number, height: number): Promise<Picture | null> {
	return node().drawing.take(async () => {
		const sharp = await library();
		try {
			return await sharp(bytes, { limitInputPixels: mostPixels / 4, failOn: "error", sequentialRead: true })
				.autoOrient()
				.resize(width, height, { fit: "inside", withoutEnlargement: true })
				.webp({ quality: 80, effort: 3 })
				.timeout({ seconds: drawSeconds })
				.toFile(into)
				.then((drawn) => ({ width: drawn.width, height: drawn.height }));
		} catch {
			await rm(into, { force: true });
			return null;
		}
	});
}

let loaded: Promise<(input: string | Buffer, options: SharpOptions) => Sharp> | undefined;

/** Loaded with the first picture. It gets one thread, keeps nothing, and reads only what browsers show. */
function library() {
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
