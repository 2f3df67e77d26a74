import { and, eq, isNotNull } from "drizzle-orm";
import { users } from "@/db/schema";
import { AppError } from "../errors";
import type { Tx } from "../transaction";

/** Throws `unauthenticated` if the deletion of this account, which is locked, was requested in another session. */
export async function requireToStay(tx: Tx, userId: number): Promise<void> {
	const [leaving] = await tx
		.select({ id: users.id })
		.from(users)
		.where(and(eq(users.id, userId), isNotNull(users.deletesAt)));
	if (leaving) throw new AppError("unauthenticated", "Sign in to go on.");
}
