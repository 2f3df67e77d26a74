import { type Database, type Transaction, transact } from "@/db";
import { databaseCode } from "./errors";

/** A transaction for Drizzle's query builder. Its member `sql` is the same connection, for the files that use postgres.js. */
export type Tx = Transaction;

/** Deadlock victims and serialization failures: PostgreSQL recommends a retry. */
const RETRY = new Set(["40P01", "40001"]);
const tries = 5;

/**
 * Runs `work` in one transaction, which commits when it resolves. Locks are taken in one order: channels by id,
 * memberships by user, then the server. A transaction that loses a race for them is retried, so `work` must do nothing
 * but SQL. It is a transaction of the pool, unless another database is given.
 */
export async function transaction<T>(work: (tx: Tx) => Promise<T>, on?: Database): Promise<T> {
	for (let left = tries; ; left--) {
		try {
			return await transact(work, on);
		} catch (error) {
			if (left <= 1 || !RETRY.has(databaseCode(error) ?? "")) throw error;
		}
	}
}
