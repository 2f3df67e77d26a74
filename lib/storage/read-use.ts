import { sql } from "drizzle-orm";
import { db } from "@/db";
import type { StorageQuota, StorageUse } from "../realtime/protocol";
import { storageLimits } from "./quota";
import { storedBytesOf } from "./usage";

const kinds = { user: "person", server: "server", instance: "instance" } as const satisfies Record<
	StorageQuota,
	string
>;

/** The bytes of the files of a user, of a server or of the instance (1), and their limit. */
export async function readStorageUse(quota: StorageQuota, id: number): Promise<StorageUse> {
	const [row] = await db.execute<{ used: number }>(sql`select ${storedBytesOf(kinds[quota], id)} as used`);
	const limit = storageLimits()[quota];
	return { used: row?.used ?? 0, limit: Number.isFinite(limit) ? limit : null };
}
