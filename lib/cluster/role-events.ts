import { and, eq } from "drizzle-orm";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { memberships, roles, users } from "@/db/schema";
import { publish, socketsInRoom } from "../realtime/broadcast";
import { room } from "../realtime/rooms";
import { roleColumns } from "../roles/columns";
import { statusColumn } from "../users/custom-status";
import { publicUserColumns } from "../users/serialize";

/** Broadcasts of roles. Every member may know them, so they need no access check. */

export type RoleEvent =
	| { kind: "roles_changed"; serverId: number; created: number | null; updated: number[] }
	| { kind: "role_deleted"; serverId: number; roleId: number }
	/** A role was given to these members, or taken from them. */
	| { kind: "member_roles_changed"; serverId: number; userIds: number[] };

export async function publishRoleEvent(event: RoleEvent): Promise<void> {
	const { serverId } = event;
	if (socketsInRoom(room.server(serverId)).length === 0) return;
	if (event.kind === "roles_changed") return publishRoles(event);
	if (event.kind === "member_roles_changed") return publishMemberRoles(event);
	publish(room.server(serverId), "role:deleted", { serverId, roleId: event.roleId });
}

async function publishRoles({ serverId, created, updated }: RoleEvent & { kind: "roles_changed" }): Promise<void> {
	const ids = created === null ? updated : [created, ...updated];
	const rows = await db.select(roleColumns).from(roles).where(isOneOf(roles.id, ids)).orderBy(roles.position);
	for (const role of rows)
		publish(room.server(serverId), role.id === created ? "role:created" : "role:updated", { serverId, role });
}

async function publishMemberRoles({ serverId, userIds }: RoleEvent & { kind: "member_roles_changed" }): Promise<void> {
	const rows = await db
		.select({
			user: publicUserColumns,
			nickname: memberships.nickname,
			status: statusColumn,
			roleIds: memberships.roleIds,
		})
		.from(memberships)
		.innerJoin(users, eq(users.id, memberships.userId))
		.where(and(eq(memberships.serverId, serverId), isOneOf(memberships.userId, userIds)));
	const [first] = rows;
	if (userIds.length === 1 && first) return publish(room.server(serverId), "member:updated", { serverId, ...first });
	const members = rows.map(({ user, roleIds }) => ({ userId: user.id, roleIds }));
	if (members.length > 0) publish(room.server(serverId), "members:updated", { serverId, members });
}
