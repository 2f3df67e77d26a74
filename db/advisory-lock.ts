import { sql } from "@/db";

/** Runs `work` while a transaction of its own holds an advisory lock. Skips it while another instance does. */
export const withAdvisoryLock = (key: number, work: () => Promise<void>): Promise<void> =>
	whileLocked(key, "pg_try_advisory_xact_lock", work);

/** The same with a lock that others may hold likewise. Skips `work` while one holds it exclusively. */
export const withSharedAdvisoryLock = (key: number, work: () => Promise<void>): Promise<void> =>
	whileLocked(key, "pg_try_advisory_xact_lock_shared", work);

async function whileLocked(key: number, take: string, work: () => Promise<void>): Promise<void> {
	// Not a reserved connection: if it is lost, postgres.js would give it back to the pool as open.
	await sql.begin(async (tx) => {
		const [taken] = await tx<{ ok: boolean }[]>`select ${tx(take)}(${key}) as ok`;
		if (taken?.ok) await work();
	});
}
