import { db } from "@/db";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent } from "../cluster/events";
import type { Params } from "../http/message";
import { type Tx, transaction } from "../transaction";
import { findUser } from "../users/find-user";
import { userNotFound } from "../users/profiles";
import type { Subject } from "./account-actions";
import { requireLockedAdministrator } from "./administrator";

/** Finds the account that a path names. Imported authors and deleted accounts are no accounts. */
export async function loadSubject(_: Viewer, { username = "" }: Params): Promise<Subject> {
	const found = await findUser(db, username);
	if (!found) throw userNotFound();
	return found;
}

/** Runs an action of an administrator on an account, with both accounts locked. */
export async function actOnAccount<T>(
	viewer: Viewer,
	subject: Subject,
	act: (tx: Tx) => Promise<{ events: ClusterEvent[]; result: T }>,
): Promise<T> {
	const { events, result } = await transaction(async (tx) => {
		const locked = await requireLockedAdministrator(tx, viewer, subject.id);
		if (!locked.some(({ id, kind }) => id === subject.id && kind === "person")) throw userNotFound();
		return act(tx);
	});
	for (const event of events) await applyEvent(event);
	return result;
}
