import { and, desc, eq, gt, or, type SQL, sql } from "drizzle-orm";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { joinRequests, servers } from "@/db/schema";
import { loadServer } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError } from "../errors";
import type { OwnJoinRequest } from "../realtime/protocol";
import { transaction } from "../transaction";

export const joinRequestNotFound = () => new AppError("join_request_not_found", "There is no such request to join.");

const maxListed = 100;

const select = (where: SQL | undefined): Promise<OwnJoinRequest[]> =>
	db
		.select({
			server: {
				id: servers.id,
				name: servers.name,
				description: servers.description,
				iconUrl: servers.iconUrl,
				memberCount: servers.memberCount,
			},
			state: joinRequests.state,
			answer: joinRequests.answer,
			reason: joinRequests.reason,
			createdAt: isoTime(joinRequests.createdAt),
			decidedAt: isoTime(joinRequests.decidedAt),
		})
		.from(joinRequests)
		.innerJoin(servers, eq(servers.id, joinRequests.serverId))
		.where(where)
		.orderBy(desc(joinRequests.id))
		.limit(maxListed);

/** A request as its user sees it. */
export async function own(id: number): Promise<OwnJoinRequest> {
	const [row] = await select(eq(joinRequests.id, id));
	if (!row) throw joinRequestNotFound();
	return row;
}

/** The viewer's pending requests, and those refused in the last 7 days, latest first, at most 100. */
export async function listOwn(viewer: Viewer): Promise<{ requests: OwnJoinRequest[] }> {
	const isRecentRefusal = and(
		eq(joinRequests.state, "refused"),
		gt(joinRequests.decidedAt, sql`now() - interval '7 days'`),
	);
	const requests = await select(
		and(eq(joinRequests.userId, viewer.id), or(eq(joinRequests.state, "pending"), isRecentRefusal)),
	);
	return { requests };
}

/** Loads a server that the viewer may see or has asked to join. Throws `server_not_found`. */
export async function loadAsked(viewer: Viewer, serverId: number): Promise<{ id: number }> {
	const [asked] = await db
		.select({ id: joinRequests.serverId })
		.from(joinRequests)
		.where(and(eq(joinRequests.serverId, serverId), eq(joinRequests.userId, viewer.id)))
		.limit(1);
	return asked ?? loadServer(viewer, serverId);
}

/** Withdraws the viewer's pending request; without one nothing changes. */
export async function withdraw(viewer: Viewer, { id: serverId }: { id: number }): Promise<void> {
	const notice: ClusterEvent = { kind: "join_requests_changed", serverId, userIds: [viewer.id] };
	const hadOne = await transaction(async (tx) => {
		const isPending = and(
			eq(joinRequests.serverId, serverId),
			eq(joinRequests.userId, viewer.id),
			eq(joinRequests.state, "pending"),
		);
		const [row] = await tx
			.update(joinRequests)
			.set({ state: "withdrawn", decidedAt: sql`now()` })
			.where(isPending)
			.returning({ id: joinRequests.id });
		if (row) await emitInTransaction(tx, notice);
		return row !== undefined;
	});
	if (hadOne) await applyEvent(notice);
}
