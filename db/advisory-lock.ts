import { sql } from "@/db";

/** Runs `work` while holding an advisory lock, on a connection reserved for it. Skips it while another instance does. */
export async function withAdvisoryLock(key: number, work: () => Promise<void>): Promise<void> {
	const connection = await sql.reserve();
	try {
		const [taken] = await connection<{ ok: boolean }[]>`select pg_try_advisory_lock(${key}) as ok`;
		if (!taken?.ok) return;
		try {
			await work();
		} finally {
			await connection`select pg_advisory_unlock(${key})`;
		}
	} finally {
		connection.release();
	}
}
