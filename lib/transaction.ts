import type { TransactionSql } from "postgres";
import { sql } from "@/db";
import { databaseCode } from "./errors";

export type Tx = TransactionSql;

/** Deadlock victims and serialisation failures: PostgreSQL asks for another try. */
const RETRY = new Set(["40P01", "40001"]);
const tries = 5;

/**
 * One transaction; commits when `work` resolves. Locks inside are taken in one order: channels by id, memberships by
 * user, then the server. What lost a race for them is tried again, so `work` must do nothing but SQL.
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
