import { openConnection } from "@/db";

/** An arbitrary number that must stay the same in every process. */
const LOCK = 7_274_002;

/**
 * Runs imports of one owner one after another, so that two cannot create the same server, channel or author at once.
 * The lock belongs to its connection: it is released when this process ends.
 */
export async function withOwnerLock<T>(
	ownerId: number,
	log: (sentence: string) => void,
	work: () => Promise<T>,
): Promise<T> {
	const client = openConnection({ max_lifetime: null, idle_timeout: null });
	try {
		const key = `${LOCK}:${ownerId}`;
		const [row] = await client<{ taken: boolean }[]>`select pg_try_advisory_lock(hashtextextended(${key}, 0)) as taken`;
		if (!row?.taken) {
			log("Another import for this owner is running; waiting for it.");
			await client`select pg_advisory_lock(hashtextextended(${key}, 0))`;
		}
		return await work();
	} finally {
		await client.end({ timeout: 1 });
	}
}
