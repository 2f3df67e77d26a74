import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newKey } from "../attachments/upload";
import { incoming } from "../http/multipart";
import { consume } from "../http/rate-limits";
import { drawPicture } from "../pictures/draw-picture";
import { pictureTypeOf } from "../pictures/format";
import { appState } from "../process/app-state";
import { reserveDisk } from "../storage/quota";
import { fetchGuarded } from "./fetch";
import type { Guard } from "./ssrf-guard";
import type { Preview } from "./store";

/** The total time for a link: its page and the page's image. */
const fetchMs = 5000;
const reading = { deadlineMs: 2000, waitMs: 5000 };
/** Twice the displayed size, for high-density screens. */
const drawn = { width: 448, height: 336, fit: "inside" } as const;
const drawing = { maxPixels: 16_000_000, deadlineMs: 5000, waitMs: 5000 };

const isPage = (type: string) => type === "text/html" || type === "application/xhtml+xml";
/** The media types of servers that do not know a file's type. */
const isUnknown = (type: string) =>
	type === "" ||
	type === "text/plain" ||
	/^(application|binary|unknown|content)\/(x-)?(octet-stream|unknown|binary)$/.test(type);
/** The bytes decide the type; files that cannot be pictures need not be downloaded. */
const mayBePicture = (type: string) => isUnknown(type) || isPage(type) || /^(image|img)(\/|$)/.test(type);
const startsPage = /^[\ufeff\s]*<(?:!doctype\s+html|html|head|title|meta|body)\b/i;

/** The preview of a link: a page's metadata and image, or the picture it leads to. Null if there is nothing to show. */
export async function buildPreview(userId: number, link: string, guard: Guard): Promise<Preview | null> {
	const signal = AbortSignal.timeout(fetchMs);
	const { url, type, charset, bytes, cut } = await fetchGuarded(new URL(link), mayBePicture, guard, signal);
	if (pictureTypeOf(bytes)) {
		const image = cut ? null : await saveImage(userId, bytes);
		return image && { site: url.hostname, title: null, description: null, image };
	}
	if (!isPage(type) && !(isUnknown(type) && startsPage.test(bytes.toString("latin1", 0, 512)))) return null;
	const page = { bytes, charset, url: url.href };
	const { site, title, description, image } = await appState().workers.pages.run(
		userId,
		"readPage",
		page,
		reading.deadlineMs,
		reading.waitMs,
	);
	if (title === null) return null;
	return {
		site: site ?? url.hostname.replace(/^www\./, ""),
		title,
		description,
		image: image === null ? null : await previewImage(userId, new URL(image), guard, signal),
	};
}

/** A page's image; the page is shown without it if necessary. */
async function previewImage(userId: number, url: URL, guard: Guard, signal: AbortSignal): Promise<Preview["image"]> {
	try {
		const { bytes, cut } = await fetchGuarded(url, mayBePicture, guard, signal);
		return cut || !pictureTypeOf(bytes) ? null : await saveImage(userId, bytes);
	} catch {
		return null;
	}
}

async function saveImage(userId: number, bytes: Buffer): Promise<Preview["image"]> {
	await consume("previewPictures", userId);
	const release = await reserveDisk(bytes.length);
	const path = join(incoming(), randomUUID());
	const into = `${path}-drawn`;
	await mkdir(incoming(), { recursive: true, mode: 0o700 });
	try {
		await writeFile(path, bytes, { mode: 0o600 });
		const picture = await drawPicture(userId, path, [{ into, ...drawn }], drawing);
		const [size] = picture?.sizes ?? [];
		if (!size) return null;
		const key = newKey();
		await appState().storage.put(key, into);
		return { key, width: size.width, height: size.height, bytes: size.bytes };
	} finally {
		for (const file of [path, into]) await rm(file, { force: true });
		release();
	}
}
