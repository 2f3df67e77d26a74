import { asc, inArray } from "drizzle-orm";
import { db } from "@/db";
import { users } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent } from "../cluster/events";
import type { Params } from "../http/message";
import { type Tx, transaction } from "../transaction";
import { findUser } from "../users/find-user";
import { userNotFound } from "../users/profiles";
import type { Subject } from "./account-actions";
import { requireAdministrator } from "./administrator";

/** Finds the account that a path names. Imported authors and deleted accounts are no accounts. */
export async function loadSubject(_: Viewer, { username = "" }: Params): Promise<Subject> {
	const found = await findUser(db, username);
	if (!found) throw userNotFound();
	return found;
}

/**
 * Runs an action of an administrator on an account. Both accounts are locked, in the order of their ids, and the flag is
 * read again: an administrator who ceases to be one at the same moment has either acted before, or does not act.
 */
export async function actOnAccount<T>(
	viewer: Viewer,
	subject: Subject,
	act: (tx: Tx) => Promise<{ events: ClusterEvent[]; result: T }>,
): Promise<T> {
	const { events, result } = await transaction(async (tx) => {
		const locked = await tx
			.select({ id: users.id, isAdmin: users.isAdmin, kind: users.kind })
			.from(users)
			.where(inArray(users.id, [viewer.id, subject.id]))
			.orderBy(asc(users.id))
			.for("no key update");
		requireAdministrator({ ...viewer, isAdmin: locked.some(({ id, isAdmin }) => id === viewer.id && isAdmin) });
		if (!locked.some(({ id, kind }) => id === subject.id && kind === "person")) throw userNotFound();
		return act(tx);
	});
	for (const event of events) await applyEvent(event);
	return result;
}
