import { and, desc, eq, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { channels, invites, servers, users } from "@/db/schema";
import type { LoadedServer } from "../auth/access";
import { canViewChannel } from "../auth/can-view-channel";
import { includes } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { cursor, cursorOf } from "../cursor";
import { queryLimit } from "../http/query-number";
import type { Invite } from "../realtime/protocol";
import { namedColumnsOf, type StoredAuthor, serializeAuthor } from "../users/serialize";
import { inviteNotFound, isLiving, needsApproval } from "./load";

export const InvitesQuery = z.object({ limit: queryLimit(100, 50), cursor: cursor.optional() });

const inviteColumns = {
	code: invites.code,
	/** Null for viewers who may not view the channel. */
	channelId: channels.id,
	roleIds: invites.roleIds,
	maxUses: invites.maxUses,
	uses: invites.uses,
	expiresAt: isoTime(invites.expiresAt),
	needsApproval,
	onlyUsernames: invites.onlyUsernames,
	createdAt: isoTime(invites.createdAt),
};

/** For this member of the server. */
const select = (viewer: Viewer) =>
	db
		.select({ id: invites.id, ...inviteColumns, creator: namedColumnsOf(users, invites.serverId) })
		.from(invites)
		.innerJoin(servers, eq(servers.id, invites.serverId))
		.innerJoin(users, eq(users.id, invites.creatorId))
		.leftJoin(channels, and(eq(channels.id, invites.channelId), canViewChannel(viewer.id)));

export async function get(viewer: Viewer, id: number): Promise<Invite> {
	const [row] = await select(viewer).where(eq(invites.id, id));
	if (!row) throw inviteNotFound();
	return inviteOf(row);
}

type Row = Omit<Invite, "creator"> & { id: number; creator: StoredAuthor };

const inviteOf = ({ id: _, creator, ...invite }: Row): Invite => ({ ...invite, creator: serializeAuthor(creator) });

/**
 * The invites of a server that have not ended, latest first, a page at a time: all for members who may manage the
 * server, their own for others.
 */
export async function list(
	viewer: Viewer,
	server: LoadedServer,
	{ limit, cursor: after }: z.output<typeof InvitesQuery>,
): Promise<{ invites: Invite[]; pausedUntil: string | null; nextCursor: string | null }> {
	const seesAll = includes(server.permissions, "manage_server");
	const [rows, [paused]] = await Promise.all([
		select(viewer)
			.where(
				and(
					eq(invites.serverId, server.id),
					isLiving(),
					seesAll ? undefined : eq(invites.creatorId, viewer.id),
					after && lt(invites.id, after[1]),
				),
			)
			.orderBy(desc(invites.id))
			.limit(limit + 1),
		db
			.select({ until: isoTime(servers.invitesPausedUntil) })
			.from(servers)
			.where(and(eq(servers.id, server.id), sql`${servers.invitesPausedUntil} > now()`)),
	]);
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	return {
		invites: page.map(inviteOf),
		pausedUntil: paused?.until ?? null,
		nextCursor: last && rows.length > limit ? cursorOf("", last.id) : null,
	};
}
