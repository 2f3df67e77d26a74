import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newKey } from "../attachments/upload";
import { incoming } from "../multipart";
import { node } from "../node";
import { drawPicture } from "../pictures/draw-picture";
import { fetchGuarded } from "./fetch";
import type { Guard } from "./guard";
import { readPage } from "./page";
import type { Preview } from "./stored";

/** Twice what is shown, for screens with small pixels. */
const drawn = { width: 448, height: 336, fit: "inside" } as const;
const drawing = { maxPixels: 16_000_000, deadlineMs: 5000 };

const isPage = (type: string) => type === "text/html" || type === "application/xhtml+xml";
const isPicture = (type: string) => /^image\/(?:png|jpeg|gif|webp|avif)$/.test(type);

/** What a link shows: a page's own words and picture, or the picture it leads to. Null where there is nothing to show. */
export async function lookAt(userId: number, link: string, guard: Guard): Promise<Preview | null> {
	const fetched = await fetchGuarded(new URL(link), (type) => isPage(type) || isPicture(type), guard);
	if (isPicture(fetched.type)) {
		const image = fetched.cut ? null : await keepPicture(userId, fetched.bytes);
		return image && { site: fetched.url.hostname, title: null, description: null, image };
	}
	const { site, title, description, image } = readPage(fetched);
	if (title === null) return null;
	return {
		site: site ?? fetched.url.hostname.replace(/^www\./, ""),
		title,
		description,
		image: image && (await pictureAt(userId, image, guard)),
	};
}

/** A page's picture; without it the page is shown all the same. */
async function pictureAt(userId: number, url: URL, guard: Guard): Promise<Preview["image"]> {
	try {
		const { bytes, cut } = await fetchGuarded(url, isPicture, guard);
		return cut ? null : await keepPicture(userId, bytes);
	} catch {
		return null;
	}
}

async function keepPicture(userId: number, bytes: Buffer): Promise<Preview["image"]> {
	const path = join(incoming(), randomUUID());
	const into = `${path}-drawn`;
	await mkdir(incoming(), { recursive: true, mode: 0o700 });
	try {
		await writeFile(path, bytes, { mode: 0o600 });
		const picture = await drawPicture(userId, path, [{ into, ...drawn }], drawing);
		const [size] = picture?.sizes ?? [];
		if (!size) return null;
		const key = newKey();
		await node().storage.put(key, into);
		return { key, width: size.width, height: size.height };
	} finally {
		for (const file of [path, into]) await rm(file, { force: true });
	}
}
