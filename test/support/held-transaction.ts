import type { TransactionSql } from "postgres";
import { sql } from "@/db";
import { waitUntil } from "./socket-client";

/** Runs SQL in a transaction, and returns the function that commits it. */
export async function holdTransaction(work: (tx: TransactionSql) => Promise<unknown>): Promise<() => Promise<void>> {
	let release = () => {};
	const released = new Promise<void>((resolve) => {
		release = resolve;
	});
	let done = () => {};
	const begun = new Promise<void>((resolve) => {
		done = resolve;
	});
	const committed = sql.begin(async (tx) => {
		await work(tx);
		done();
		await released;
	});
	await Promise.race([begun, committed]);
	return async () => {
		release();
		await committed;
	};
}

/** Resolves when a statement with this text waits for a lock. */
export const waitsFor = (text: string): Promise<void> =>
	waitUntil(`a statement waits for a lock: ${text}`, async () => {
		// The statements of other test files, in other databases, are listed too.
		const [row] = await sql`
			select 1 from pg_stat_activity
			where datname = current_database() and wait_event_type = 'Lock' and query like ${`%${text}%`} limit 1`;
		return row !== undefined;
	});
