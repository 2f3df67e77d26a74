import { sql } from "drizzle-orm";
import { db } from "@/db";
import { thumbnailKey } from "../attachments/thumbnail-key";
import { appState } from "../process/app-state";
import { dataFiles } from "../storage/named-files";
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
	const rows = await db.execute<{ key: string; hasThumbnail: boolean }>(dataFiles(sql));
	return new Set(rows.flatMap(({ key, hasThumbnail }) => (hasThumbnail ? [key, thumbnailKey(key)] : [key])));
}
