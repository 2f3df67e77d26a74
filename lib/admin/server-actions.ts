import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { channels, servers, users } from "@/db/schema";
import { serverNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import type { AdminServer } from "../realtime/protocol";
import { lockRoles } from "../roles/lock";
import { applyDeletion, deleteServer } from "../servers/delete-server";
import { applyHandOver, changeOwner } from "../servers/transfer";
import { lines } from "../text/schema";
import { type Tx, transaction } from "../transaction";
import { findUser } from "../users/find-user";
import { lockAccount } from "../users/lock-account";
import { userNotFound } from "../users/profiles";
import { requireLockedAdministrator } from "./administrator";
import { get, type ServerSubject } from "./servers";
import { writeInstanceAudit } from "./write-audit";

export const NewRestriction = z.strictObject({ reason: lines(0, 500).default("") }).prefault({});
export const NewOwner = z.strictObject({ username: z.string("Must be text.") });

type Restriction = z.output<typeof NewRestriction>;
type Locked = { id: number; name: string; ownerId: number };

/** An administrator, or null for a command on the machine. */
type Actor = Viewer | null;

/**
 * Runs an action on a server. The roles of the server are locked, so that its owner stays the owner, and then the
 * administrator's account with those that the action needs.
 */
function actOnServer<T>(
	actor: Actor,
	{ id }: ServerSubject,
	act: (tx: Tx, server: Locked) => Promise<T>,
	accounts: number[] = [],
): Promise<T> {
	return transaction(async (tx) => {
		await lockRoles(tx, id);
		if (actor) await requireLockedAdministrator(tx, actor, ...accounts);
		else for (const account of accounts) await lockAccount(tx, account);
		const [server] = await tx
			.select({ id: servers.id, name: servers.name, ownerId: servers.ownerId })
			.from(servers)
			.where(eq(servers.id, id));
		if (!server) throw serverNotFound();
		return act(tx, server);
	});
}

type Action = Parameters<typeof writeInstanceAudit>[1]["action"];

/** Writes the action on a server into the audit log, about its owner. */
const writeAudit = (tx: Tx, actor: Actor, action: Action, { id, name, ownerId }: Locked, details: object = {}) =>
	writeInstanceAudit(tx, {
		actorId: actor?.id ?? null,
		action,
		subjectId: ownerId,
		details: { server: name, serverId: id, ...details },
	});

/** Hides a server from Explore, whatever its visibility, until `relist`. */
export const delist = (actor: Actor, subject: ServerSubject, { reason }: Restriction) =>
	restrict(actor, subject, async (tx, server) => {
		const [before] = await lockServer(tx, server.id);
		if (before?.delistedAt && before.delistingReason === reason) return [];
		await tx
			.update(servers)
			.set({ delistedAt: before?.delistedAt ?? new Date(), delistingReason: reason })
			.where(eq(servers.id, server.id));
		await writeAudit(tx, actor, "delist_server", server, { reason });
		return [{ kind: "server_changed", serverId: server.id }];
	});

export const relist = (actor: Actor, subject: ServerSubject) =>
	restrict(actor, subject, async (tx, server) => {
		const [before] = await lockServer(tx, server.id);
		if (!before?.delistedAt) return [];
		await tx.update(servers).set({ delistedAt: null, delistingReason: "" }).where(eq(servers.id, server.id));
		await writeAudit(tx, actor, "relist_server", server);
		return [{ kind: "server_changed", serverId: server.id }];
	});

/** Freezes a server. When this returns, nobody writes in it, nobody changes it, and nobody joins it. */
export const freeze = (actor: Actor, subject: ServerSubject, { reason }: Restriction) =>
	restrict(actor, subject, async (tx, server) => {
		// Waits for the messages that are being stored; each of them has read the server's state after this lock.
		await tx
			.select({ id: channels.id })
			.from(channels)
			.where(eq(channels.serverId, server.id))
			.orderBy(asc(channels.id))
			.for("no key update");
		const [before] = await lockServer(tx, server.id);
		if (before?.frozenAt && before.freezeReason === reason) return [];
		await tx
			.update(servers)
			.set({ frozenAt: before?.frozenAt ?? new Date(), freezeReason: reason })
			.where(eq(servers.id, server.id));
		await writeAudit(tx, actor, "freeze_server", server, { reason });
		return changed(server.id);
	});

export const unfreeze = (actor: Actor, subject: ServerSubject) =>
	restrict(actor, subject, async (tx, server) => {
		const [before] = await lockServer(tx, server.id);
		if (!before?.frozenAt) return [];
		await tx.update(servers).set({ frozenAt: null, freezeReason: "" }).where(eq(servers.id, server.id));
		await writeAudit(tx, actor, "unfreeze_server", server);
		return changed(server.id);
	});

const changed = (serverId: number): ClusterEvent[] => [
	{ kind: "server_changed", serverId },
	{ kind: "access_changed", serverId },
];

/** Joins lock the server's row too, so each of them comes before or after. */
const lockServer = (tx: Tx, id: number) =>
	tx
		.select({
			delistedAt: servers.delistedAt,
			delistingReason: servers.delistingReason,
			frozenAt: servers.frozenAt,
			freezeReason: servers.freezeReason,
		})
		.from(servers)
		.where(eq(servers.id, id))
		.for("no key update");

async function restrict(
	actor: Actor,
	subject: ServerSubject,
	act: (tx: Tx, server: Locked) => Promise<ClusterEvent[]>,
): Promise<{ server: AdminServer }> {
	const events = await actOnServer(actor, subject, async (tx, server) => {
		const events = await act(tx, server);
		await emitInTransaction(tx, ...events);
		return events;
	});
	for (const event of events) await applyEvent(event);
	return get(subject.id);
}

/** Hands a server over to one of its members, also while it is frozen. */
export async function handOver(
	actor: Actor,
	subject: ServerSubject,
	{ username }: z.output<typeof NewOwner>,
): Promise<{ server: AdminServer }> {
	const heir = await findUser(db, username);
	if (!heir) throw userNotFound();
	const events = await actOnServer(
		actor,
		subject,
		async (tx, server) => {
			if (server.ownerId === heir.id) return [];
			const [former] = await tx.select({ username: users.username }).from(users).where(eq(users.id, server.ownerId));
			const events = await changeOwner(tx, server.id, server.ownerId, heir.username);
			const formerOwner = former?.username;
			await writeAudit(tx, actor, "transfer_server", { ...server, ownerId: heir.id }, { formerOwner });
			return events;
		},
		[heir.id],
	);
	await applyHandOver(events);
	return get(subject.id);
}

/** Deletes a server with all its content. */
export async function remove(actor: Actor, subject: ServerSubject): Promise<void> {
	const deleted = await actOnServer(actor, subject, async (tx, server) => {
		await writeAudit(tx, actor, "delete_server", server);
		return deleteServer(tx, server.id);
	});
	await applyDeletion(deleted);
}
