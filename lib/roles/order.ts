import { and, desc, eq, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { roles } from "@/db/schema";
import type { LoadedServer } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { invalid } from "../errors";
import type { Role } from "../realtime/protocol";
import { id } from "../text/schema";
import { transaction } from "../transaction";
import { lockActor } from "./lock";
import { list } from "./roles";

export const RoleOrder = z.strictObject({ roleIds: z.array(id, "Must be a list.").max(500, "Name each role once.") });

/** Orders the roles below the viewer's rank, highest first. They exchange their positions, so no other role moves. */
export async function reorder(
	viewer: Viewer,
	server: LoadedServer,
	{ roleIds }: z.output<typeof RoleOrder>,
): Promise<{ roles: Role[] }> {
	const event = await transaction(async (tx): Promise<ClusterEvent | null> => {
		const actor = await lockActor(tx, viewer, server.id, "manage_roles");
		const below = await tx
			.select({ id: roles.id, position: roles.position })
			.from(roles)
			.where(
				and(
					eq(roles.serverId, server.id),
					eq(roles.isEveryone, false),
					actor.isOwner ? undefined : lt(roles.position, actor.rank),
				),
			)
			.orderBy(desc(roles.position));
		const known = new Set(below.map(({ id }) => id));
		if (roleIds.length !== known.size || new Set(roleIds).size !== known.size || !roleIds.every((id) => known.has(id)))
			throw invalid({ roleIds: "Name every role below yours, each once." });
		const moved = below.flatMap(({ id, position }, place) =>
			roleIds[place] === id ? [] : [{ id: roleIds[place] ?? 0, position }],
		);
		if (moved.length === 0) return null;
		await tx.execute(sql`
			update ${roles} r set position = n.position
			from unnest(
				${sql.param(moved.map(({ id }) => id))}::bigint[], ${sql.param(moved.map(({ position }) => position))}::int[]
			) as n(id, position)
			where r.id = n.id`);
		const updated = moved.map(({ id }) => id);
		const event: ClusterEvent = { kind: "roles_changed", serverId: server.id, created: null, updated };
		await emitInTransaction(tx, event);
		return event;
	});
	if (event) await applyEvent(event);
	return list(server);
}
