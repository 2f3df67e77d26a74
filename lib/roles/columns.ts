import { sql } from "drizzle-orm";
import { isoTime } from "@/db/iso-time";
import { memberRoles, roles, servers } from "@/db/schema";
import { toNames } from "../auth/permissions";

/** The columns of a role, as every member of its server sees it. */
export const roleColumns = {
	id: roles.id,
	name: roles.name,
	handle: roles.handle,
	colour: roles.colour,
	position: roles.position,
	hoist: roles.hoist,
	mentionable: roles.mentionable,
	selfAssignable: roles.selfAssignable,
	everyone: roles.isEveryone,
	permissions: sql`${roles.permissions}`.mapWith(toNames),
	memberCount: sql<number>`case when ${roles.isEveryone}
		then (select s.member_count from ${servers} s where s.id = roles.server_id)
		else (select count(*)::int from ${memberRoles} h where h.role_id = roles.id) end`,
	updatedAt: isoTime(roles.updatedAt),
};
