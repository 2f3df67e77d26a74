import { and, count, desc, eq, gte, max, sql } from "drizzle-orm";
import type { z } from "zod";
import { db } from "@/db";
import { memberRoles, memberships, overrides, roles } from "@/db/schema";
import { forbidden, type LoadedServer } from "../auth/access";
import { toBits } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError, constraintOf, invalid } from "../errors";
import { namesState } from "../http/if-match";
import { requireQuota } from "../instance/quotas";
import { accessEvents, privacyOf } from "../overrides/privacy";
import type { Role } from "../realtime/protocol";
import { type Tx, transaction } from "../transaction";
import { type LoadedRole, roleNotFound } from "./access";
import { roleColumns } from "./columns";
import { freeHandle } from "./handle";
import { type Actor, lockActor } from "./lock";
import { requireBelow, requireGrantable } from "./rank";
import { type NewRole, nameTaken, type RoleChange, refuseReservedName } from "./role-input";

/** The roles of a server, highest first. */
export async function list(server: { id: number }): Promise<{ roles: Role[] }> {
	const isOfServer = eq(roles.serverId, server.id);
	return { roles: await db.select(roleColumns).from(roles).where(isOfServer).orderBy(desc(roles.position)) };
}

async function get(id: number): Promise<{ role: Role }> {
	const [role] = await db.select(roleColumns).from(roles).where(eq(roles.id, id));
	if (!role) throw roleNotFound();
	return { role };
}

/** Creates a role just below the viewer's rank; the owner's is the highest. Throws `name_taken`. */
export async function create(
	viewer: Viewer,
	server: LoadedServer,
	wanted: z.output<typeof NewRole>,
): Promise<{ role: Role }> {
	refuseReservedName(wanted.name);
	const { permissions, ...fields } = wanted;
	const bits = Number(toBits(permissions));
	const { id, event } = await transaction(async (tx) => {
		const actor = await lockActor(tx, viewer, server.id, "manage_roles");
		requireGrantable(actor, wanted, bits);
		const { position, moved } = await makeRoom(tx, server.id, actor);
		const handle = await freeHandle(tx, server.id, wanted.name);
		const [row] = await tx
			.insert(roles)
			.values({ ...fields, handle, position, permissions: bits, serverId: server.id })
			.returning({ id: roles.id });
		if (!row) throw roleNotFound();
		const event: ClusterEvent = { kind: "roles_changed", serverId: server.id, created: row.id, updated: moved };
		await emitInTransaction(tx, event);
		return { id: row.id, event };
	}).catch(refuseTaken(wanted.name));
	await applyEvent(event);
	return get(id);
}

/** Makes room for a role below the actor's rank, by moving what is not below it up. */
async function makeRoom(tx: Tx, serverId: number, actor: Actor): Promise<{ position: number; moved: number[] }> {
	const isOfServer = eq(roles.serverId, serverId);
	const [all] = await tx
		.select({ n: count(), top: max(roles.position) })
		.from(roles)
		.where(isOfServer);
	// Without @everyone.
	requireQuota("roles", (all?.n ?? 1) - 1);
	if (actor.isOwner) return { position: (all?.top ?? 0) + 1, moved: [] };
	if (actor.rank === 0) throw forbidden("You need a role above @everyone to create roles below it.");
	const moved = await tx
		.update(roles)
		.set({ position: sql`${roles.position} + 1` })
		.where(and(isOfServer, gte(roles.position, actor.rank)))
		.returning({ id: roles.id });
	return { position: actor.rank, moved: moved.map(({ id }) => id) };
}

/**
 * Changes a role. `ifMatch` is the `updatedAt` that the change is based on: it throws `conflict` if the role has
 * changed since.
 */
export async function update(
	viewer: Viewer,
	{ id, serverId }: LoadedRole,
	change: z.output<typeof RoleChange>,
	ifMatch: string | null,
): Promise<{ role: Role }> {
	if (change.name !== undefined) refuseReservedName(change.name);
	const events = await transaction(async (tx): Promise<ClusterEvent[]> => {
		const actor = await lockActor(tx, viewer, serverId, "manage_roles");
		const before = await lockRole(tx, id, ifMatch);
		requireBelow(actor, before);
		if (before.isEveryone) refuseEveryoneFields(change);
		const { permissions, ...fields } = change;
		const bits = permissions === undefined ? before.permissions : Number(toBits(permissions));
		const isOpened = change.selfAssignable === true && !before.selfAssignable;
		requireGrantable(actor, before, isOpened ? bits : BigInt(bits) & ~BigInt(before.permissions));
		if (Object.values(change).every((value) => value === undefined)) return [];
		const changesAccess = bits !== before.permissions;
		const privacy = changesAccess && before.isEveryone ? await privacyOf(tx, serverId) : null;
		const renamed = change.name !== undefined && change.name !== before.name;
		await tx
			.update(roles)
			.set({
				...fields,
				permissions: bits,
				...(renamed && { handle: await freeHandle(tx, serverId, change.name ?? "", id) }),
				// Later than the one before, also within a millisecond.
				updatedAt: sql`greatest(clock_timestamp(), ${roles.updatedAt} + interval '1 millisecond')`,
			})
			.where(eq(roles.id, id));
		const events: ClusterEvent[] = [{ kind: "roles_changed", serverId, created: null, updated: [id] }];
		if (privacy) events.unshift(...(await accessEvents(tx, serverId, privacy)));
		else if (changesAccess) events.unshift({ kind: "access_changed", serverId });
		await emitInTransaction(tx, ...events);
		return events;
	}).catch(refuseTaken(change.name ?? ""));
	for (const event of events) await applyEvent(event);
	return get(id);
}

async function lockRole(tx: Tx, id: number, ifMatch: string | null) {
	const [row] = await tx
		.select({
			name: roles.name,
			position: roles.position,
			permissions: roles.permissions,
			selfAssignable: roles.selfAssignable,
			isEveryone: roles.isEveryone,
			updatedAt: roles.updatedAt,
		})
		.from(roles)
		.where(eq(roles.id, id))
		.for("update");
	if (!row) throw roleNotFound();
	if (ifMatch !== null && !namesState(ifMatch, row.updatedAt.toISOString()))
		throw new AppError("conflict", `The role “${row.name}” was changed meanwhile.`);
	return row;
}

function refuseEveryoneFields({ permissions: _, ...others }: z.output<typeof RoleChange>): void {
	const given = Object.entries(others).filter(([, value]) => value !== undefined);
	if (given.length > 0)
		throw invalid(Object.fromEntries(given.map(([field]) => [field, "Of @everyone only permissions can be changed."])));
}

/** Deletes a role. Its members and overrides lose it. */
export async function remove(viewer: Viewer, { id, serverId }: LoadedRole, ifMatch: string | null): Promise<void> {
	const events = await transaction(async (tx) => {
		const actor = await lockActor(tx, viewer, serverId, "manage_roles");
		const role = await lockRole(tx, id, ifMatch);
		if (role.isEveryone) throw forbidden("Every member has the role @everyone. It cannot be deleted.");
		requireBelow(actor, role);
		// In the order of locks: the channels, then the memberships, before what depends on them.
		await tx.delete(overrides).where(eq(overrides.roleId, id));
		await lockMembershipsOf(tx, id);
		await tx.delete(memberRoles).where(eq(memberRoles.roleId, id));
		await tx.delete(roles).where(eq(roles.id, id));
		const events: ClusterEvent[] = [
			{ kind: "access_changed", serverId },
			{ kind: "role_deleted", serverId, roleId: id },
		];
		await emitInTransaction(tx, ...events);
		return events;
	});
	for (const event of events) await applyEvent(event);
}

/**
 * Locks the memberships of a role's members, as their leave does before it deletes their roles: in the other order both
 * would wait for each other.
 */
async function lockMembershipsOf(tx: Tx, roleId: number): Promise<void> {
	await tx
		.select({ userId: memberships.userId })
		.from(memberships)
		.innerJoin(
			memberRoles,
			and(eq(memberRoles.serverId, memberships.serverId), eq(memberRoles.userId, memberships.userId)),
		)
		.where(eq(memberRoles.roleId, roleId))
		.orderBy(memberships.userId)
		.for("no key update", { of: memberships });
}

const refuseTaken =
	(name: string) =>
	(error: unknown): never => {
		if (constraintOf(error) === "role_name") throw nameTaken(name);
		throw error;
	};
