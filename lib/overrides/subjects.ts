import { and, eq, sql } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { memberships, roles, servers, users } from "@/db/schema";
import { forbidden } from "../auth/access";
import { missingFrom } from "../auth/permissions";
import type { Actor } from "../roles/lock";
import { requireBelow, requireLowerMember } from "../roles/rank";
import type { Tx } from "../transaction";

/** An override for a role or a user, with its permissions as bits. */
export type Subject = { roleId: number | null; userId: number | null; allow: number; deny: number };

/** The bits in which two overrides of the same role or user differ. */
const differs = (a: Subject | undefined, b: Subject | undefined): bigint =>
	(BigInt(a?.allow ?? 0) ^ BigInt(b?.allow ?? 0)) | (BigInt(a?.deny ?? 0) ^ BigInt(b?.deny ?? 0));

/**
 * Throws `forbidden` unless the actor may make this change: only of permissions that they have in the place, and only
 * for roles and members that rank below them, and for themselves.
 */
export async function requireChangeable(
	tx: Tx,
	serverId: number,
	actor: Actor,
	before: Subject[],
	after: Subject[],
): Promise<void> {
	if (actor.isOwner) return;
	const same = (a: Subject) => (b: Subject) => a.roleId === b.roleId && a.userId === b.userId;
	const changes = [...before, ...after.filter((one) => !before.some(same(one)))]
		.map((one) => ({ ...one, bits: differs(before.find(same(one)), after.find(same(one))) }))
		.filter(({ bits }) => bits !== 0n);
	const missing = missingFrom(
		actor.permissions,
		changes.reduce((sum, { bits }) => sum | bits, 0n),
	);
	if (missing.length > 0)
		throw forbidden(`You may not change ${missing.join(", ")} here, because you lack it yourself.`);
	const ranked = await tx
		.select({ name: roles.name, position: roles.position })
		.from(roles)
		.where(
			and(
				eq(roles.serverId, serverId),
				isOneOf(
					roles.id,
					changes.flatMap(({ roleId }) => roleId ?? []),
				),
			),
		);
	for (const role of ranked) requireBelow(actor, role);
	const targets = await tx
		.select({
			userId: users.id,
			username: users.username,
			isOwner: sql<boolean>`${servers.ownerId} = ${users.id}`,
			rank: memberships.rank,
			highestRole: sql<string | null>`(
				select r.name from ${roles} r where r.id = any (${memberships.roleIds}) order by r.position desc limit 1)`,
		})
		.from(memberships)
		.innerJoin(users, eq(users.id, memberships.userId))
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.where(
			and(
				eq(memberships.serverId, serverId),
				isOneOf(
					memberships.userId,
					changes.flatMap(({ userId }) => userId ?? []),
				),
			),
		);
	for (const target of targets) requireLowerMember(actor, target);
}
