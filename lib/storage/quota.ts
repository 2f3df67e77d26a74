import { mkdir, statfs } from "node:fs/promises";
import { eq, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { Database } from "@/db";
import { attachments, emoji, instance, previewPictures } from "@/db/schema";
import { AppError } from "../errors";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import type { Tx } from "../transaction";
import { storageFull } from "./errors";

declare module "../process/app-state" {
	interface AppState {
		/** The disk space reserved for uploads in progress. */
		disk: { reserved: number };
	}
}

/** The default share of the files' disk, without a limit in the settings. */
const shareOfDisk = 0.8;

/**
 * Reserves disk space for an upload, and returns a function that releases it. Concurrent uploads' reservations are not
 * free, and part of the disk always stays free for the database.
 */
export async function reserveDisk(bytes: number): Promise<() => void> {
	const { disk } = appState();
	disk.reserved += bytes;
	const release = () => {
		disk.reserved -= bytes;
	};
	try {
		const { bavail, bsize } = await diskOfFiles();
		if (bavail * bsize - disk.reserved < config.minFreeBytes) throw storageFull();
		return release;
	} catch (error) {
		release();
		throw error;
	}
}

const attachmentBytes = sql`coalesce(sum(${attachments.size} + ${attachments.thumbnailSize}), 0)`;
const emojiBytes = sql`coalesce(sum(${emoji.size}), 0)`;
const previewBytes = sql`coalesce(sum(${previewPictures.size}), 0)`;

/** In SQL: the size of all files of a user, who is given by id or by a column of the surrounding query. */
export function storedBytesOf(on: Database | Tx, userId: number | AnyPgColumn): SQL<number> {
	const ofAttachments = on
		.select({ bytes: attachmentBytes })
		.from(attachments)
		.where(eq(attachments.uploaderId, userId));
	const ofPreviews = on.select({ bytes: previewBytes }).from(previewPictures).where(eq(previewPictures.userId, userId));
	const ofEmoji = on.select({ bytes: emojiBytes }).from(emoji).where(eq(emoji.creatorId, userId));
	return sql`(${ofAttachments} + ${ofPreviews} + ${ofEmoji})::bigint`;
}

/** Counts a user's file in the transaction that inserts its row, one file of the user after another. */
export async function countFile(tx: Tx, userId: number, bytes: number): Promise<void> {
	const [own] = await tx.execute<{ bytes: number }>(sql`select ${storedBytesOf(tx, userId)} as bytes`);
	if ((own?.bytes ?? 0) + bytes > config.maxBytesPerUser)
		throw new AppError(
			"storage_full",
			`Your files would take more than the ${formatBytes(config.maxBytesPerUser)} you have here. Delete some first.`,
		);
	const most = await maxBytes();
	const [all] = await tx
		.update(instance)
		.set({ storedBytes: sql`${instance.storedBytes} + ${bytes}` })
		.returning({ bytes: instance.storedBytes });
	if (all && all.bytes > most && (await recount(tx)) + bytes > most) throw storageFull();
}

/** The size of all stored files. Deletions are subtracted only here, so that they need not wait for the counter. */
export async function recount(tx: Tx): Promise<number> {
	// Locked first, so that concurrent additions are either included here or added after.
	await tx.select({ id: instance.id }).from(instance).for("update");
	const ofAttachments = tx.select({ bytes: attachmentBytes }).from(attachments);
	const ofPreviews = tx.select({ bytes: previewBytes }).from(previewPictures);
	const ofEmoji = tx.select({ bytes: emojiBytes }).from(emoji);
	const [all] = await tx
		.update(instance)
		.set({ storedBytes: sql`${ofAttachments} + ${ofPreviews} + ${ofEmoji}` })
		.returning({ bytes: instance.storedBytes });
	return all?.bytes ?? 0;
}

async function maxBytes(): Promise<number> {
	if (config.maxStorageBytes !== undefined) return config.maxStorageBytes;
	if (config.s3) return Number.POSITIVE_INFINITY;
	const { blocks, bsize } = await diskOfFiles();
	return blocks * bsize * shareOfDisk;
}

async function diskOfFiles() {
	await mkdir(config.filesDir, { recursive: true, mode: 0o700 });
	return statfs(config.filesDir);
}

const formatBytes = (bytes: number) =>
	bytes >= 1024 ** 3 ? `${Math.round((bytes / 1024 ** 3) * 10) / 10} GB` : `${Math.round(bytes / 1024 ** 2)} MB`;
