import type { z } from "zod";
import { type Database, db } from "@/db";
import { type LoadedServer, requirePermission } from "../auth/access";
import { includes } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { invalid, isAppError } from "../errors";
import type { ModerationAction } from "../realtime/protocol";
import { type Tx, transaction } from "../transaction";
import { findUser } from "../users/find-user";
import { userNotFound } from "../users/profiles";
import { findAction } from "./find-action";
import { type Imposed, impose } from "./impose";
import type { Kick, NewAction, NewBan, Timeout, Wanted } from "./input";
import { publish } from "./publish";
import { actionNotFound, getAction } from "./serialize";
import { permissionFor, type Subject } from "./subject";
import { lift } from "./undo";
import { actWithRemoval, undoHeld } from "./with-channels";

/**
 * Warns, times out, kicks or bans a user, removes messages of theirs, or both: in one transaction, with the audit log and
 * the events. When this returns, the sanction holds on this instance.
 */
export async function act(
	viewer: Viewer,
	server: LoadedServer,
	{ subject: username, sanction, messages, purgeHours, ...reasons }: z.output<typeof NewAction>,
): Promise<{ action: ModerationAction; existed: boolean }> {
	// Before the name is looked up: only moderators learn whether there is such a user.
	if (sanction) requirePermission(server, permissionFor[sanction.kind]);
	const removal = messages || purgeHours ? { messages: messages ?? [], purgeHours: purgeHours ?? null } : null;
	if (removal) requirePermission(server, permissionFor.removal);
	if (reasons.caseId !== undefined) requirePermission(server, "handle_reports");
	const wanted: Wanted = { ...(sanction ?? { kind: "removal" }), ...reasons };
	const unknown = () => invalid({ subject: "Must be the name of a user, and unless it is a ban, of a member." });
	try {
		if (!removal) return await sanctionUser(viewer, server, username, wanted);
		const subject = await requireSubject(db, username);
		return await read(await actWithRemoval(viewer, server, subject, wanted, removal));
	} catch (error) {
		throw isAppError(error, "user_not_found") ? unknown() : error;
	}
}

export async function ban(
	viewer: Viewer,
	server: LoadedServer,
	username: string,
	wanted: z.output<typeof NewBan>,
): Promise<{ action: ModerationAction }> {
	const { action } = await sanctionUser(viewer, server, username, { kind: "ban", ...wanted });
	return { action };
}

export async function kick(
	viewer: Viewer,
	server: LoadedServer,
	username: string,
	wanted: z.output<typeof Kick>,
): Promise<void> {
	await sanctionUser(viewer, server, username, { kind: "kick", ...wanted });
}

/** Times a member out, or with null ends their timeout. */
export async function timeOut(
	viewer: Viewer,
	server: LoadedServer,
	username: string,
	{ until, ...reasons }: z.output<typeof Timeout>,
): Promise<void> {
	if (until) await sanctionUser(viewer, server, username, { kind: "timeout", until, ...reasons });
	else await liftFrom(viewer, server, username, "timeout");
}

/** Ends a ban. Without one nothing changes. */
export const unban = (viewer: Viewer, server: LoadedServer, username: string): Promise<void> =>
	liftFrom(viewer, server, username, "ban");

async function sanctionUser(
	viewer: Viewer,
	{ id: serverId }: LoadedServer,
	username: string,
	sanction: Wanted,
): Promise<{ action: ModerationAction; existed: boolean }> {
	const imposed = await transaction(async (tx) =>
		impose(tx, viewer, serverId, await requireSubject(tx, username), sanction),
	);
	await publish(imposed.events);
	return read(imposed);
}

/** `existed`: the viewer has taken the action before, with the same nonce. */
const read = async ({ id, isKnown = false }: Imposed) => ({ action: await getAction(id), existed: isKnown });

async function liftFrom(
	viewer: Viewer,
	{ id: serverId }: LoadedServer,
	username: string,
	kind: "timeout" | "ban",
): Promise<void> {
	const events = await transaction(async (tx) => lift(tx, viewer, serverId, await requireSubject(tx, username), kind));
	await publish(events);
}

async function requireSubject(tx: Database | Tx, username: string): Promise<Subject> {
	const subject = await findUser(tx, username);
	if (!subject) throw userNotFound();
	return subject;
}

/**
 * Undoes an action within 7 days: the sanction is lifted and the messages are restored, but a user who was kicked is not
 * put back. Again it changes nothing.
 */
export async function undoAction(viewer: Viewer, server: LoadedServer, id: number | null): Promise<void> {
	const found = id === null ? null : await findAction(server, id);
	// Other members do not learn which actions there are; those who may manage messages in a channel know their own.
	const needed = Object.values(permissionFor);
	const isModerator = needed.some((permission) => includes(server.permissions, permission));
	if (!isModerator && !(found?.kind === "removal" && found.actorId === viewer.id)) requirePermission(server, ...needed);
	if (!found) throw actionNotFound();
	await undoHeld(viewer, server, found);
}
