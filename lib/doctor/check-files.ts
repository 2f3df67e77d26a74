import { sql } from "drizzle-orm";
import { db } from "@/db";
import { attachments, emoji, pictures, previewPictures } from "@/db/schema";
import { appState } from "../process/app-state";
import { count, type Finding } from "./finding";

/** Compares the rows of files with the store. Files without a row are collected by the app itself. */
export async function checkFiles(): Promise<Finding[]> {
	const missing = await knownKeys();
	for await (const { key } of appState().storage.list()) missing.delete(key);
	// A row may have gone since, and its file with it.
	if (missing.size > 0) {
		const still = await knownKeys();
		for (const key of missing) if (!still.has(key)) missing.delete(key);
	}
	if (missing.size === 0) return [];
	return [
		{
			check: "files",
			problem: `${count(missing.size, "file")} that the database names ${missing.size === 1 ? "is" : "are"} not in the store.`,
			advice: "Restore the folder of files (or the bucket) from the backup that belongs to the database.",
		},
	];
}

async function knownKeys(): Promise<Set<string>> {
	const keys = new Set<string>();
	const sent = await db
		.select({ key: attachments.key, hasThumbnail: sql<boolean>`${attachments.thumbnailSize} > 0` })
		.from(attachments);
	for (const { key, hasThumbnail } of sent) {
		keys.add(key);
		if (hasThumbnail) keys.add(`${key}-thumbnail`);
	}
	const others = await Promise.all([
		db.selectDistinct({ key: previewPictures.key }).from(previewPictures),
		db.selectDistinct({ key: emoji.key }).from(emoji),
		db.select({ key: pictures.key }).from(pictures),
	]);
	for (const { key } of others.flat()) keys.add(key);
	return keys;
}
