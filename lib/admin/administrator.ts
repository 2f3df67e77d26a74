import { and, asc, eq, isNull } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { instance, users } from "@/db/schema";
import { factorRequired } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { nothingThere } from "../errors";
import { instanceSettings } from "../instance/settings";
import type { Tx } from "../transaction";

/**
 * Throws `not_found`, as for an address at which there is nothing, unless the viewer is an administrator of the instance,
 * and `second_factor_required` without one that the settings require. Both are read with the session, so they count from
 * the moment at which they change.
 */
export function requireAdministrator(viewer: Viewer | null): Viewer {
	if (!viewer?.isAdmin) throw nothingThere();
	if (lacksRequiredFactor(viewer))
		throw factorRequired("Administrators of this instance need two-step verification or a passkey. Set one up first.");
	return viewer;
}

/** Whether the settings require a second factor of this administrator, who has none. */
export const lacksRequiredFactor = ({ hasFactor }: Viewer): boolean =>
	!hasFactor && instanceSettings().secondFactor !== "off";

/**
 * Reads the flag again under a lock of the account: an administrator who ceases to be one at the same moment has either
 * acted before, or does not act. Accounts that the action needs are locked with it, in the order of their ids. Returns
 * the locked accounts.
 */
export async function requireLockedAdministrator(tx: Tx, viewer: Viewer, ...accounts: number[]) {
	const locked = await tx
		.select({ id: users.id, isAdmin: users.isAdmin, kind: users.kind })
		.from(users)
		.where(isOneOf(users.id, [viewer.id, ...accounts]))
		.orderBy(asc(users.id))
		.for("no key update");
	requireAdministrator({ ...viewer, isAdmin: locked.some((one) => one.id === viewer.id && one.isAdmin) });
	return locked;
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
