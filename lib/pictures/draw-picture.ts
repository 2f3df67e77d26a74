import { rm } from "node:fs/promises";
import { invalid } from "../errors";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import type { Crop, Picture, PictureSize } from "./render";

export type { Crop, Picture, PictureSize } from "./render";

type Options = { crop?: Crop; maxPixels?: number; maxFrames?: number; deadlineMs?: number; waitMs?: number };

const deadlineMs = 10_000;

/**
 * Measures a picture file of `userId` and renders it in these sizes, in a process that is killed at its deadline.
 * Returns null for one that cannot be decoded, and then none of the sizes is left behind; throws for one above a limit.
 */
export async function drawPicture(
	userId: number,
	path: string,
	sizes: PictureSize[],
	options: Options = {},
): Promise<Picture | null> {
	const { crop, maxPixels, maxFrames, waitMs } = options;
	const task = { path, sizes, crop, maxPixels, maxFrames };
	const drawn = await appState()
		.workers.pictures.run(userId, "renderPicture", task, options.deadlineMs ?? deadlineMs, waitMs)
		.catch((error) => {
			log.warn({ err: error }, "a picture could not be rendered");
			return null;
		});
	if (drawn && !("refused" in drawn)) return drawn;
	await Promise.all(sizes.map(({ into }) => rm(into, { force: true })));
	if (drawn) throw invalid(drawn.refused);
	return null;
}
