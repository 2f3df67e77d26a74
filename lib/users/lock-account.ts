import { eq } from "drizzle-orm";
import { users } from "@/db/schema";
import type { Tx } from "../transaction";

/** The first lock in the order of locks: concurrent joins, blocks and invitations of a user each count the earlier ones. */
export async function lockAccount(tx: Tx, userId: number): Promise<void> {
	await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("no key update");
}
