import { mkdir, statfs } from "node:fs/promises";
import { and, eq, or, sql } from "drizzle-orm";
import { usage } from "@/db/schema";
import { AppError } from "../errors";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import type { Tx } from "../transaction";
import { storageFull } from "./errors";
import type { UsageKind } from "./usage";

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

/** A limit of the files of a user or of the instance. */
type Limit = { kind: UsageKind; id: number; max: number; refuse: () => AppError };

/**
 * Refuses files that the transaction has inserted if there is no room for them. Uploads of one user wait for each other
 * here. Those of the instance do so only near its limit; further away they lock it shared, which the former wait for.
 * Nothing but these locks is waited for afterwards, so the caller inserts everything else before.
 */
export async function requireRoom(tx: Tx, userId: number): Promise<void> {
	const limits = await limitsOf(userId);
	const before = await readUsage(tx, limits);
	const isNear = (limit: Limit, bytes: Map<Limit, number>, margin: number) =>
		limit.kind === "person" || (bytes.get(limit) ?? 0) + margin > limit.max;
	const exclusive = limits.map((limit) => isNear(limit, before, marginBytes()));
	const locks = limits.map(({ kind, id }, index) => {
		const key = sql`hashtextextended(${`usage:${kind}:${id}`}, 0)`;
		return exclusive[index] ? sql`pg_advisory_xact_lock(${key})` : sql`pg_advisory_xact_lock_shared(${key})`;
	});
	await tx.execute(sql`select ${sql.join(locks, sql`, `)}`);
	const after = await readUsage(tx, limits);
	for (const [index, limit] of limits.entries()) {
		if ((after.get(limit) ?? 0) > limit.max) throw limit.refuse();
		if (!exclusive[index] && isNear(limit, after, marginBytes() / 2)) throw new CameNear();
	}
}

/** The limit was far away, and others have come near it meanwhile: the transaction is tried again. */
class CameNear extends Error {
	readonly code = "40001";
}

/** More than the uploads that end at the same instant. */
const marginBytes = () => 64 * config.maxUploadBytes;

async function readUsage(tx: Tx, limits: Limit[]): Promise<Map<Limit, number>> {
	const rows = await tx
		.select({ kind: usage.kind, bytes: sql`sum(${usage.bytes})`.mapWith(Number) })
		.from(usage)
		.where(or(...limits.map(({ kind, id }) => and(eq(usage.kind, kind), eq(usage.id, id)))))
		.groupBy(usage.kind);
	const bytes = new Map(rows.map((row) => [row.kind, row.bytes]));
	return new Map(limits.map((limit) => [limit, bytes.get(limit.kind) ?? 0]));
}

/** In the order in which they are locked. */
async function limitsOf(userId: number): Promise<Limit[]> {
	const max = await maxBytes();
	const limits: Limit[] = [
		{ kind: "person", id: userId, max: config.maxBytesPerUser, refuse: ownStorageFull },
		{ kind: "instance", id: 1, max, refuse: storageFull },
	];
	return limits.filter((limit) => Number.isFinite(limit.max));
}

const ownStorageFull = () =>
	new AppError(
		"storage_full",
		`Your files would take more than the ${formatBytes(config.maxBytesPerUser)} you have here. Delete some first.`,
	);

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
