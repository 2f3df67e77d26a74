import { and, eq, inArray } from "drizzle-orm";
import { db } from "@/db";
import { memberRoles, memberships, roles } from "@/db/schema";
import { writeInstanceAudit } from "../admin/write-audit";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { log } from "../process/log";
import type { MappedRole, ProviderSettings } from "../process/sign-in-settings";
import { lockRoles } from "../roles/lock";
import { type Tx, transaction } from "../transaction";

/**
 * Gives a user who has just signed in the roles that the values of the provider's claim stand for, and takes those for
 * which they have no value, in the servers that they are a member of. No role is touched that the mapping does not name.
 */
export async function applyMappedRoles(userId: number, settings: ProviderSettings, values: string[]): Promise<void> {
	const { roleMapping } = settings;
	if (!roleMapping) return;
	const present = await presentRoles(settings, roleMapping.roles);
	const wanted = new Set(roleMapping.roles.filter(({ value }) => values.includes(value)).map(({ roleId }) => roleId));
	for (const serverId of new Set(present.map((role) => role.serverId))) {
		const named = present.filter((role) => role.serverId === serverId).map(({ id }) => id);
		const events = await transaction((tx) =>
			changeRoles(tx, { userId, serverId, provider: settings.id }, named, wanted),
		);
		for (const event of events) await applyEvent(event);
	}
}

/** The roles that the mapping names and that exist. The log has those that do not. */
async function presentRoles({ id: provider }: ProviderSettings, named: MappedRole[]) {
	const found = await db
		.select({ id: roles.id, serverId: roles.serverId })
		.from(roles)
		.where(and(inArray(roles.id, [...new Set(named.map(({ roleId }) => roleId))]), eq(roles.isEveryone, false)));
	const isPresent = (role: MappedRole) =>
		found.some(({ id, serverId }) => id === role.roleId && serverId === role.serverId);
	const missing = named.filter((role) => !isPresent(role)).map(({ serverId, roleId }) => `${serverId}/${roleId}`);
	if (missing.length > 0) log.warn({ provider, missing }, "The mapping of roles names some that do not exist");
	return found.filter(({ id, serverId }) => named.some((role) => role.roleId === id && role.serverId === serverId));
}

type Subject = { userId: number; serverId: number; provider: string };

async function changeRoles(
	tx: Tx,
	{ userId, serverId, provider }: Subject,
	named: number[],
	wanted: ReadonlySet<number>,
): Promise<ClusterEvent[]> {
	await lockRoles(tx, serverId);
	const isOwn = and(eq(memberships.serverId, serverId), eq(memberships.userId, userId));
	const [member] = await tx.select({ userId: memberships.userId }).from(memberships).where(isOwn).for("no key update");
	if (!member) return [];
	const isHeld = and(eq(memberRoles.serverId, serverId), eq(memberRoles.userId, userId));
	const held = await tx.select({ id: memberRoles.roleId }).from(memberRoles).where(isHeld);
	const holds = (id: number) => held.some((role) => role.id === id);
	const given = named.filter((id) => wanted.has(id) && !holds(id));
	const taken = named.filter((id) => !wanted.has(id) && holds(id));
	if (given.length + taken.length === 0) return [];
	if (given.length > 0)
		// A role that has been deleted since it was read is left out.
		await tx
			.insert(memberRoles)
			.select(
				tx
					.select({ serverId: roles.serverId, userId: memberships.userId, roleId: roles.id })
					.from(roles)
					.innerJoin(memberships, isOwn)
					.where(inArray(roles.id, given)),
			);
	if (taken.length > 0) await tx.delete(memberRoles).where(and(isHeld, inArray(memberRoles.roleId, taken)));
	const details = { provider, serverId, given, taken };
	await writeInstanceAudit(tx, { actorId: null, action: "map_roles", subjectId: userId, details });
	const events: ClusterEvent[] = [
		{ kind: "access_changed", serverId, userIds: [userId] },
		{ kind: "member_roles_changed", serverId, userIds: [userId] },
	];
	await emitInTransaction(tx, ...events);
	return events;
}
