import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { memberships, servers } from "@/db/schema";
import { type LoadedServer, notMember, serverNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError } from "../errors";
import { type Tx, transaction } from "../transaction";
import { acceptRules } from "./join-requirements";

export const RulesAcceptance = z.strictObject({ accept: acceptRules });

/**
 * Accepts a server's rules, so that the viewer may write. Throws `conflict` if this is not their current version. A
 * change of the rules either waits for this, or is known to it.
 */
export async function accept(
	viewer: Viewer,
	server: LoadedServer,
	{ accept: version }: z.output<typeof RulesAcceptance>,
): Promise<void> {
	const isOwn = and(eq(memberships.serverId, server.id), eq(memberships.userId, viewer.id));
	const notice: ClusterEvent = { kind: "access_changed", serverId: server.id, userIds: [viewer.id] };
	const isNew = await transaction(async (tx) => {
		const [member] = await tx
			.select({ acceptedAt: memberships.acceptedAt })
			.from(memberships)
			.where(isOwn)
			.for("update");
		if (!member) throw notMember();
		const [row] = await tx
			.select({ rulesVersion: servers.rulesVersion })
			.from(servers)
			.where(eq(servers.id, server.id))
			.for("share");
		if (!row) throw serverNotFound();
		if (row.rulesVersion !== version) throw new AppError("conflict", "The rules have changed. Read them again.");
		if (member.acceptedAt) return false;
		await tx.update(memberships).set({ acceptedAt: sql`now()` }).where(isOwn);
		await emitInTransaction(tx, notice);
		return true;
	});
	if (isNew) await applyEvent(notice);
}

/**
 * After a change of the rules: members must accept them again, or all have accepted them because there are none.
 * Returns whether this changed something. The memberships are locked in the order in which others lock them.
 */
export async function resetAcceptance(tx: Tx, serverId: number, to: "again" | "none"): Promise<boolean> {
	const isOther = to === "again" ? sql`accepted_at is not null` : sql`accepted_at is null`;
	const rows = await tx.execute(sql`
		with held as (
			select m.user_id from ${memberships} m join ${servers} s on s.id = m.server_id
			where m.server_id = ${serverId} and m.user_id <> s.owner_id and ${isOther} order by m.user_id for update of m
		), changed as (
			update ${memberships} m set accepted_at = ${to === "again" ? sql`null` : sql`now()`}
			from held where m.server_id = ${serverId} and m.user_id = held.user_id returning 1
		)
		select 1 from changed limit 1`);
	return rows.length > 0;
}
