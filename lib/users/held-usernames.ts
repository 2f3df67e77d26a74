import { lt, sql } from "drizzle-orm";
import { db } from "@/db";
import { heldUsernames } from "@/db/schema";
import type { Tx } from "../transaction";

const heldDays = 90;

/** Holds a former username for 90 days: a trigger refuses it to all accounts but this one, to every account if it is null. */
export async function hold(tx: Tx, username: string, userId: number | null): Promise<void> {
	const until = sql`now() + make_interval(days => ${heldDays})`;
	await tx
		.insert(heldUsernames)
		.values({ username, userId, until })
		.onConflictDoUpdate({ target: heldUsernames.username, set: { userId, until } });
}

export async function sweepHeldUsernames(): Promise<void> {
	await db.delete(heldUsernames).where(lt(heldUsernames.until, sql`now()`));
}
