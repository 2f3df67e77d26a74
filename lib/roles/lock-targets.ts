import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { db } from "@/db";
import { memberships, roles, servers, users } from "@/db/schema";
import { isStorable } from "../text/schema";
import type { Tx } from "../transaction";
import type { Target } from "./rank";

/** Over `memberships`: the name of the member's highest role. */
export const highestRoleName = (): SQL<string | null> =>
	sql<string | null>`(${db
		.select({ name: roles.name })
		.from(roles)
		.where(sql`${roles.id} = any (${memberships.roleIds})`)
		.orderBy(desc(roles.position))
		.limit(1)})`;

/**
 * The members of these usernames, which are lower-case. Their memberships and roles stay until the end of the
 * transaction.
 */
export function lockTargets(
	tx: Tx,
	serverId: number,
	usernames: string[],
): Promise<(Target & { nickname: string | null })[]> {
	return tx
		.select({
			userId: users.id,
			username: users.username,
			isOwner: sql<boolean>`${servers.ownerId} = ${users.id}`,
			nickname: memberships.nickname,
			rank: memberships.rank,
			highestRole: highestRoleName(),
		})
		.from(memberships)
		.innerJoin(users, eq(users.id, memberships.userId))
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.where(
			and(
				eq(memberships.serverId, serverId),
				sql`${users.username} = any (${sql.param(usernames.filter(isStorable))}::text[])`,
			),
		)
		.orderBy(memberships.userId)
		.for("no key update", { of: memberships });
}
