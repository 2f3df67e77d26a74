import { mkdir, statfs } from "node:fs/promises";
import { and, eq, or, sql } from "drizzle-orm";
import { usage } from "@/db/schema";
import { AppError } from "../errors";
import { instanceSettings } from "../instance/settings";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import type { StorageQuota } from "../realtime/protocol";
import type { Tx } from "../transaction";
import { storageFull } from "./errors";
import { formatBytes } from "./format-bytes";
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

/** Where the files are, and how many bytes the transaction has added. */
type Added = { userId: number; serverId: number; bytes: number };
/** A limit of the files of a user, of a server or of the instance. */
type Limit = { kind: UsageKind; id: number; max: number; refuse: (used: number) => AppError };

/**
 * Refuses files that the transaction has inserted if there is no room for them. Uploads of one user wait for each other
 * here. Those of a server or of the instance do so only near its limit; further away they lock it shared, which the former
 * wait for. Nothing but these locks is waited for afterwards, so the caller inserts everything else before.
 */
export async function requireRoom(tx: Tx, added: Added): Promise<void> {
	const limits = await limitsOf(added);
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
		const bytes = after.get(limit) ?? 0;
		if (bytes > limit.max) throw limit.refuse(bytes - added.bytes);
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
async function limitsOf({ userId, serverId }: Added): Promise<Limit[]> {
	const { user, server, instance } = storageLimits();
	const share = await shareOfFiles();
	const limits: Limit[] = [
		{ kind: "person", id: userId, max: user, refuse: quotaFull("user", user) },
		{ kind: "server", id: serverId, max: server, refuse: quotaFull("server", server) },
		share < instance
			? { kind: "instance", id: 1, max: share, refuse: storageFull }
			: { kind: "instance", id: 1, max: instance, refuse: quotaFull("instance", instance) },
	];
	return limits.filter(({ max }) => Number.isFinite(max));
}

/** The bytes that users, servers and the instance may take by the settings and the environment, whichever is less. */
export function storageLimits(): Record<StorageQuota, number> {
	const { maxStorageMbPerUser, maxStorageMbPerServer, maxStorageMb } = instanceSettings();
	const bytes = (mb: number | null) => (mb === null ? Number.POSITIVE_INFINITY : mb * 1024 ** 2);
	return {
		user: Math.min(config.maxBytesPerUser, bytes(maxStorageMbPerUser)),
		server: bytes(maxStorageMbPerServer),
		instance: Math.min(config.maxStorageBytes ?? Number.POSITIVE_INFINITY, bytes(maxStorageMb)),
	};
}

const sentences: Record<StorageQuota, (size: string) => string> = {
	user: (size) => `Your files would take more than the ${size} you have here. Delete some first.`,
	server: (size) => `The files of this server would take more than the ${size} it has here.`,
	instance: (size) => `All files would take more than the ${size} there are here. Administrators can make room.`,
};

const quotaFull = (quota: StorageQuota, limit: number) => (used: number) =>
	new AppError("quota_full", sentences[quota](formatBytes(limit)), { quota, limit, used });

/** Of a local disk without a limit in the environment, a share. */
async function shareOfFiles(): Promise<number> {
	if (config.s3 || config.maxStorageBytes !== undefined) return Number.POSITIVE_INFINITY;
	const { blocks, bsize } = await diskOfFiles();
	return blocks * bsize * shareOfDisk;
}

async function diskOfFiles() {
	await mkdir(config.filesDir, { recursive: true, mode: 0o700 });
	return statfs(config.filesDir);
}
