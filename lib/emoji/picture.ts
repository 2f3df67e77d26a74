import { rm } from "node:fs/promises";
import { discardFiles } from "../attachments/delete-files";
import { detectType } from "../attachments/detect-type";
import { thumbnailKey } from "../attachments/thumbnail-key";
import { newKey } from "../attachments/upload";
import type { Viewer } from "../auth/viewer";
import { AppError, invalid } from "../errors";
import type { FileResponse } from "../http/file-response";
import type { Received } from "../http/multipart";
import { drawPicture } from "../pictures/draw-picture";
import { hashOf, webpResponse } from "../pictures/stored-picture";
import { appState } from "../process/app-state";
import { emojiNotFound, type LoadedEmoji } from "./access";

const square = { width: 128, height: 128, fit: "contain" } as const;
/** Every frame is drawn anew. */
const maxFrames = 150;

type StoredEmoji = Pick<LoadedEmoji, "key" | "hash" | "animated"> & { size: number };

/**
 * Draws an uploaded picture as an emoji, stores it, and passes it to `use`; if `use` throws, it is deleted again. An
 * animated one also has a still picture.
 */
export async function withEmojiPicture<T>(
	viewer: Viewer,
	file: Received,
	use: (stored: StoredEmoji) => Promise<T>,
): Promise<T> {
	const { type, kind } = await detectType(file.path);
	if (kind !== "image")
		throw new AppError("unsupported_media_type", `Use a PNG, JPEG, GIF, WebP or AVIF picture. This is ${type}.`);
	const moving = `${file.path}-moving`;
	const still = `${file.path}-still`;
	const sizes = [
		{ into: moving, ...square, moves: true },
		{ into: still, ...square },
	];
	const key = newKey();
	const { storage } = appState();
	try {
		const drawn = await drawPicture(viewer.id, file.path, sizes, { maxFrames });
		if (!drawn) throw invalid({ file: "This picture is broken, or too large to draw." });
		const animated = (drawn.sizes[0]?.frames ?? 1) > 1;
		const kept = animated ? drawn.sizes : drawn.sizes.slice(0, 1);
		const size = kept.reduce((sum, { bytes }) => sum + bytes, 0);
		const hash = await hashOf(moving);
		try {
			if (animated) await storage.put(thumbnailKey(key), still);
			await storage.put(key, moving);
			return await use({ key, hash, animated, size });
		} catch (error) {
			discardFiles([key]);
			throw error;
		}
	} finally {
		await Promise.all([moving, still].map((path) => rm(path, { force: true })));
	}
}

/** The picture of an emoji, or its first frame. It never changes, whatever the emoji is called. */
export async function content(
	{ key, hash, animated, createdAt }: LoadedEmoji,
	isStill: boolean,
): Promise<FileResponse> {
	const ofFirstFrame = isStill && animated;
	const stream = await appState().storage.get(ofFirstFrame ? thumbnailKey(key) : key);
	if (!stream) throw emojiNotFound();
	const etag = `"${hash}${ofFirstFrame ? "-still" : ""}"`;
	return webpResponse(stream, { etag, lastModified: createdAt, cache: "private" });
}
