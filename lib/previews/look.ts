import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { shrink } from "../attachments/picture";
import { newKey } from "../attachments/upload";
import { incoming } from "../multipart";
import { node } from "../node";
import { fetchGuarded } from "./fetch";
import type { Guard } from "./guard";
import { readPage } from "./page";
import type { Preview } from "./stored";

/** Twice what is shown, for screens with small pixels. */
const pictureWidth = 448;
const pictureHeight = 336;

const isPage = (type: string) => type === "text/html" || type === "application/xhtml+xml";
const isPicture = (type: string) => /^image\/(?:png|jpeg|gif|webp|avif)$/.test(type);

/** What a link shows: a page's own words and picture, or the picture it leads to. Null where there is nothing to show. */
export async function lookAt(link: string, guard: Guard): Promise<Preview | null> {
	const fetched = await fetchGuarded(new URL(link), (type) => isPage(type) || isPicture(type), guard);
	if (isPicture(fetched.type)) {
		const image = fetched.cut ? null : await keepPicture(fetched.bytes);
		return image && { site: fetched.url.hostname, title: null, description: null, image };
	}
	const { site, title, description, image } = readPage(fetched);
	if (title === null) return null;
	return {
		site: site ?? fetched.url.hostname.replace(/^www\./, ""),
		title,
		description,
		image: image && (await pictureAt(image, guard)),
	};
}

/** A page's picture; without it the page is shown all the same. */
async function pictureAt(url: URL, guard: Guard): Promise<Preview["image"]> {
	try {
		const { bytes, cut } = await fetchGuarded(url, isPicture, guard);
		return cut ? null : await keepPicture(bytes);
	} catch {
		return null;
	}
}

async function keepPicture(bytes: Buffer): Promise<Preview["image"]> {
	const path = join(incoming(), randomUUID());
	await mkdir(incoming(), { recursive: true, mode: 0o700 });
	try {
		const drawn = await shrink(bytes, path, pictureWidth, pictureHeight);
		if (!drawn) return null;
		const key = newKey();
		await node().storage.put(key, path);
		return { key, ...drawn };
	} finally {
		await rm(path, { force: true });
	}
}
