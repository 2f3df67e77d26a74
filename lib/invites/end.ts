import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { invites, servers } from "@/db/schema";
import { forbidden, type LoadedServer } from "../auth/access";
import { includes } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { lockActor } from "../roles/lock";
import { futureTime } from "../text/schema";
import { transaction } from "../transaction";
import type { LoadedInvite } from "./load";

/**
 * Revokes an invite, for its maker and for members who may manage the server. Joins lock its row, so nobody joins
 * through it afterwards.
 */
export async function revoke(viewer: Viewer, invite: LoadedInvite): Promise<void> {
	const isOwn = invite.creatorId === viewer.id;
	if (!isOwn && !includes(invite.permissions, "manage_server")) throw forbidden();
	await transaction(async (tx) => {
		if (!isOwn) await lockActor(tx, viewer, invite.serverId, "manage_server");
		await tx
			.update(invites)
			.set({ revokedAt: sql`now()` })
			.where(and(eq(invites.id, invite.id), isNull(invites.revokedAt)));
	});
}

export const Pause = z.strictObject({ until: futureTime.nullable() });

/** Pauses all invites of a server, or resumes them. Joins lock the server's row, so nobody joins through one meanwhile. */
export async function pause(viewer: Viewer, server: LoadedServer, { until }: z.output<typeof Pause>): Promise<void> {
	await transaction(async (tx) => {
		await lockActor(tx, viewer, server.id, "manage_server");
		await tx.update(servers).set({ invitesPausedUntil: until }).where(eq(servers.id, server.id));
	});
}
