import { and, eq, sql } from "drizzle-orm";
import { db } from "@/db";
import { memberships, roles, servers } from "@/db/schema";
import { requirePermission } from "../auth/access";
import type { Permission } from "../auth/permissions";
import { readOnlyColumns } from "../auth/read-only";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";

/** A role of a server that the viewer is a member of. Loading it has checked that. */
export type LoadedRole = { readonly id: number; readonly serverId: number; readonly isEveryone: boolean };

export const roleNotFound = () => new AppError("role_not_found", "There is no such role.");

/**
 * Loads a role for a member of its server; for all others it does not exist (`role_not_found`). With `needed` it throws
 * as requirePermission() does if the viewer lacks that permission in the server.
 */
export async function loadRole(viewer: Viewer, id: number, needed?: Permission): Promise<LoadedRole> {
	const [row] = await db
		.select({
			id: roles.id,
			serverId: roles.serverId,
			isEveryone: roles.isEveryone,
			permissions: sql<number>`server_bits(servers, memberships)`.mapWith(Number),
			...readOnlyColumns,
		})
		.from(roles)
		.innerJoin(servers, eq(servers.id, roles.serverId))
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id)))
		.where(eq(roles.id, id));
	if (!row) throw roleNotFound();
	if (needed) requirePermission(row, needed);
	return row;
}
