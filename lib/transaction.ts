import type { TransactionSql } from "postgres";
import { sql } from "@/db";
import { databaseCode } from "./errors";

export type Tx = TransactionSql;

/** Deadlock victims and serialization failures: PostgreSQL recommends a retry. */
const RETRY = new Set(["40P01", "40001"]);
const tries = 5;

/**
 * Runs `work` in one transaction, which commits when it resolves. Locks are taken in one order: channels by id,
 * memberships by user, then the server. A transaction that loses a race for them is retried, so `work` must do nothing
 * but SQL.
 */
export async function transaction<T>(work: (tx: TransactionSql) => Promise<T>): Promise<T> {
	for (let left = tries; ; left--) {
		try {
			return (await sql.begin(work)) as T;
		} catch (error) {
			if (left <= 1 || !RETRY.has(databaseCode(error) ?? "")) throw error;
		}
	}
}
