import { and, eq, isNull } from "drizzle-orm";
import { instance, users } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import { nothingThere } from "../errors";
import type { Tx } from "../transaction";

/**
 * Throws `not_found`, as for an address at which there is nothing, unless the viewer is an administrator of the instance.
 * The flag is read with the session, so it counts from the moment at which it changes.
 */
export function requireAdministrator(viewer: Viewer | null): Viewer {
	if (!viewer?.isAdmin) throw nothingThere();
	return viewer;
}

/**
 * Returns the ids of two administrators, or of the only one, whose accounts are not about to be deleted. Of two who each
 * remove the other, or delete their accounts, at once, the second waits and sees what the first has done.
 */
export async function lockAdministrators(tx: Tx): Promise<number[]> {
	await tx.select({ id: instance.id }).from(instance).for("update");
	const administrators = await tx
		.select({ id: users.id })
		.from(users)
		.where(and(users.isAdmin, eq(users.kind, "person"), isNull(users.deletesAt)))
		.limit(2);
	return administrators.map(({ id }) => id);
}
