import { and, eq, sql } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { invites, memberRoles, memberships, roles, servers } from "@/db/schema";
import { toBits } from "../auth/permissions";
import type { InviteEnd } from "../realtime/protocol";
import type { Entering } from "../servers/entrance";
import type { Tx } from "../transaction";
import { endOfInvite, inviteEnded, needsApproval } from "./load";

export type LockedInvite = {
	id: number;
	end: InviteEnd | null;
	usesLeft: number | null;
	needsApproval: boolean;
	onlyUsernames: string[] | null;
};

/** The invites that these users come through, locked until the joins are stored, so that each use is taken once. */
export async function lockInvites(tx: Tx, entering: Entering[]): Promise<Map<number, LockedInvite>> {
	const rows = await tx
		.select({
			id: invites.id,
			end: endOfInvite,
			usesLeft: sql<number | null>`${invites.maxUses} - ${invites.uses}`,
			needsApproval,
			onlyUsernames: invites.onlyUsernames,
		})
		.from(invites)
		.innerJoin(servers, eq(servers.id, invites.serverId))
		.where(isOneOf(invites.id, [...joinsByInvite(entering).keys()]))
		.orderBy(invites.id)
		.for("update", { of: invites });
	return new Map(rows.map((invite) => [invite.id, invite]));
}

/**
 * Counts users who have joined as uses of their invites, and gives them the roles of these. Returns the users who have
 * got some. The condition holds, because the invites are locked; without the lock it would still keep the number exact.
 */
export async function spendUses(tx: Tx, entering: Entering[]): Promise<number[]> {
	for (const [id, joins] of joinsByInvite(entering)) {
		const hasUses = sql`(${invites.maxUses} is null or ${invites.uses} + ${joins}::int <= ${invites.maxUses})`;
		const [spent] = await tx
			.update(invites)
			.set({ uses: sql`${invites.uses} + ${joins}::int` })
			.from(servers)
			.where(and(eq(invites.id, id), eq(servers.id, invites.serverId), sql`${endOfInvite} is null`, hasUses))
			.returning({ id: invites.id });
		if (!spent) throw inviteEnded("used_up");
	}
	return giveRoles(tx, entering);
}

function joinsByInvite(entering: Entering[]): Map<number, number> {
	const joins = new Map<number, number>();
	for (const { inviteId } of entering) if (inviteId) joins.set(inviteId, (joins.get(inviteId) ?? 0) + 1);
	return joins;
}

/** Gives new members the roles of their invites, except those that the invite's maker could not give any more. */
async function giveRoles(tx: Tx, entering: Entering[]): Promise<number[]> {
	const invited = entering.filter(({ inviteId }) => inviteId);
	const given = await tx.execute<{ userId: number }>(sql`
		insert into ${memberRoles} (server_id, user_id, role_id)
		select r.server_id, j.user_id, r.id
		from unnest(
			${sql.param(invited.map(({ userId }) => userId))}::bigint[], ${sql.param(invited.map(({ inviteId }) => inviteId))}::bigint[]
		) as j(user_id, invite_id)
		join ${invites} i on i.id = j.invite_id
		join ${servers} s on s.id = i.server_id
		join ${memberships} m on m.server_id = s.id and m.user_id = i.creator_id
		join ${roles} r on r.server_id = s.id and r.id = any (i.role_ids) and not r.is_everyone
		where server_bits(s, m) & ${String(toBits(["manage_roles"]))}::bigint <> 0
			and (m.user_id = s.owner_id or r.position < m.rank) and r.permissions & ~server_bits(s, m) = 0
		order by j.user_id, r.id
		on conflict do nothing returning user_id as "userId"`);
	return given.map(({ userId }) => userId);
}
