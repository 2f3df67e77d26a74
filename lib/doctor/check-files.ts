import { sql } from "drizzle-orm";
import { type Database, db } from "@/db";
import { thumbnailKey } from "../attachments/thumbnail-key";
import { appState } from "../process/app-state";
import { dataFiles } from "../storage/named-files";
import type { Storage } from "../storage/storage";
import { count, type Finding } from "./finding";

/** Compares the rows of files with the store. Files without a row are collected by the app itself. */
export async function checkFiles(): Promise<Finding[]> {
	const missing = await missingFiles(db, appState().storage);
	if (missing.size === 0) return [];
	return [
		{
			check: "files",
			problem: `${count(missing.size, "file")} that the database names ${missing.size === 1 ? "is" : "are"} not in the store.`,
			advice: "Restore the folder of files (or the bucket) from the backup that belongs to the database.",
		},
	];
}

/** The files that rows name and the store does not have. */
export async function missingFiles(on: Database, storage: Storage): Promise<Set<string>> {
	const missing = await knownKeys(on);
	for await (const { key } of storage.list()) missing.delete(key);
	// A row may have gone since, and its file with it.
	if (missing.size > 0) {
		const still = await knownKeys(on);
		for (const key of missing) if (!still.has(key)) missing.delete(key);
	}
	return missing;
}

async function knownKeys(on: Database): Promise<Set<string>> {
	const rows = await on.execute<{ key: string; hasThumbnail: boolean }>(dataFiles(sql));
	return new Set(rows.flatMap(({ key, hasThumbnail }) => (hasThumbnail ? [key, thumbnailKey(key)] : [key])));
}
