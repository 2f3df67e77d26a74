import { sql } from "@/db";

/** Runs `work` while holding an advisory lock, on a connection reserved for it. Skips it while another instance does. */
export const withAdvisoryLock = (key: number, work: () => Promise<void>): Promise<void> =>
	whileLocked(key, "pg_try_advisory_lock", "pg_advisory_unlock", work);

/** The same with a lock that others may hold likewise. Skips `work` while one holds it exclusively. */
export const withSharedAdvisoryLock = (key: number, work: () => Promise<void>): Promise<void> =>
	whileLocked(key, "pg_try_advisory_lock_shared", "pg_advisory_unlock_shared", work);

async function whileLocked(key: number, take: string, release: string, work: () => Promise<void>): Promise<void> {
	const connection = await sql.reserve();
	try {
		const [taken] = await connection<{ ok: boolean }[]>`select ${connection(take)}(${key}) as ok`;
		if (!taken?.ok) return;
		try {
			await work();
		} finally {
			await connection`select ${connection(release)}(${key})`;
		}
	} finally {
		connection.release();
	}
}
