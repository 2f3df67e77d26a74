import { and, eq } from "drizzle-orm";
import { db } from "@/db";
import { channelGroups, memberships, servers } from "@/db/schema";
import { requirePermission } from "../auth/access";
import type { Permission } from "../auth/permissions";
import { readOnlyColumns } from "../auth/read-only";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import { groupBits } from "./group-bits";

/** A channel group of a server that the viewer is a member of. Loading it has checked that. */
export type LoadedGroup = {
	readonly id: number;
	readonly serverId: number;
	/** The viewer's permissions in the group as bits. */
	readonly permissions: number;
};

export const groupNotFound = () => new AppError("group_not_found", "There is no such group.");

/**
 * Loads a channel group for a member of its server; for all others it does not exist (`group_not_found`). With `needed`
 * it throws as requirePermission() does if the viewer lacks that permission in the group.
 */
export async function loadGroup(viewer: Viewer, id: number, needed?: Permission): Promise<LoadedGroup> {
	const [row] = await db
		.select({
			id: channelGroups.id,
			serverId: channelGroups.serverId,
			permissions: groupBits(channelGroups.id),
			...readOnlyColumns,
		})
		.from(channelGroups)
		.innerJoin(servers, eq(servers.id, channelGroups.serverId))
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id)))
		.where(eq(channelGroups.id, id));
	if (!row) throw groupNotFound();
	if (needed) requirePermission(row, needed);
	return row;
}
