import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { moderationActions, users } from "@/db/schema";
import { type LoadedServer, requirePermission } from "../auth/access";
import { includes } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent } from "../cluster/events";
import { invalid, isAppError } from "../errors";
import type { ModerationAction } from "../realtime/protocol";
import { type Tx, transaction } from "../transaction";
import { findUser } from "../users/find-user";
import { userNotFound } from "../users/profiles";
import { impose } from "./impose";
import type { Kick, NewAction, NewBan, NewSanction, Timeout } from "./input";
import { actionNotFound, getAction } from "./serialize";
import { permissionFor, type Subject } from "./subject";
import { lift, undo } from "./undo";

/**
 * Warns, times out, kicks or bans a user: in one transaction, with the audit log and the events. When this returns, the
 * sanction holds on this instance.
 */
export async function act(
	viewer: Viewer,
	server: LoadedServer,
	{ subject, sanction, reason, note }: z.output<typeof NewAction>,
): Promise<{ action: ModerationAction }> {
	// Before the name is looked up: only moderators learn whether there is such a user.
	requirePermission(server, permissionFor[sanction.kind]);
	const unknown = () => invalid({ subject: "Must be the name of a user, and unless it is a ban, of a member." });
	try {
		return await sanctionUser(viewer, server, subject, { ...sanction, reason, note });
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
	return sanctionUser(viewer, server, username, { kind: "ban", ...wanted });
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
	sanction: NewSanction,
): Promise<{ action: ModerationAction }> {
	const { id, events } = await transaction(async (tx) =>
		impose(tx, viewer, serverId, await requireSubject(tx, username), sanction),
	);
	await publish(events);
	return { action: await getAction(id) };
}

async function liftFrom(
	viewer: Viewer,
	{ id: serverId }: LoadedServer,
	username: string,
	kind: "timeout" | "ban",
): Promise<void> {
	const events = await transaction(async (tx) => lift(tx, viewer, serverId, await requireSubject(tx, username), kind));
	await publish(events);
}

async function requireSubject(tx: Tx, username: string): Promise<Subject> {
	const subject = await findUser(tx, username);
	if (!subject) throw userNotFound();
	return subject;
}

/**
 * Undoes an action within 7 days: the sanction is lifted, but a user who was kicked is not put back. Again it changes
 * nothing.
 */
export async function undoAction(viewer: Viewer, server: LoadedServer, id: number | null): Promise<void> {
	// Before the action is looked up: other members do not learn which actions there are.
	const needed = Object.values(permissionFor);
	if (!needed.some((permission) => includes(server.permissions, permission))) requirePermission(server, ...needed);
	if (id === null) throw actionNotFound();
	const events = await transaction(async (tx) => {
		const [found] = await tx
			.select({ kind: moderationActions.kind, subject: { id: users.id, username: users.username } })
			.from(moderationActions)
			.innerJoin(users, eq(users.id, moderationActions.subjectId))
			.where(and(eq(moderationActions.id, id), eq(moderationActions.serverId, server.id)));
		if (!found) throw actionNotFound();
		return undo(tx, viewer, server.id, { id, ...found });
	});
	await publish(events);
}

/**
 * All in one turn of the event loop, in their order: nothing is sent between the commit's result and the removal of the
 * sockets.
 */
async function publish(events: ClusterEvent[]): Promise<void> {
	await Promise.all(events.map((event) => applyEvent(event)));
}
