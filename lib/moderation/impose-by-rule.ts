import { and, eq, isNull, sql } from "drizzle-orm";
import { memberships, messages, moderationActions, servers } from "@/db/schema";
import { includes } from "../auth/permissions";
import type { ChannelPosition } from "../realtime/protocol";
import type { Tx } from "../transaction";
import type { ActingRule } from "./apply-to-all";
import { applyAction, type Imposed } from "./impose";
import { inForce } from "./latest-sanction";
import { findWritten } from "./removal";
import { lockPlaces, type Subject } from "./subject";

/** An automod rule acts: it times the subject out, removes messages of theirs, or both. */
type WantedByRule = { minutes: number | null; reason: string; messages: ChannelPosition[]; channelIds: number[] };

/**
 * Imposes what an automod rule wants, as a moderation action that moderators can undo. Returns null if nothing is left to
 * do: for the owner and members who manage messages, for messages that are tombstones already, and for a timeout of
 * a user who is no member, or who is timed out already by the same rule or for longer.
 */
export async function imposeByRule(
	tx: Tx,
	rule: ActingRule,
	serverId: number,
	subject: Subject,
	{ minutes, reason, messages: listed, channelIds }: WantedByRule,
): Promise<Imposed | null> {
	await lockPlaces(tx, serverId, subject, channelIds);
	const member = await lockMember(tx, serverId, subject);
	if (member?.isExempt) return null;
	const until = minutes === null ? null : new Date(Date.now() + minutes * 60_000);
	const isNew = until !== null && member !== null && !(await isTimedOut(tx, rule, serverId, subject, until));
	const inLocked = listed.filter(({ channelId }) => channelIds.includes(channelId));
	const left = await findWritten(tx, subject, inLocked, isNull(messages.deletedAt));
	if (!isNew && left.length === 0) return null;
	return applyAction(tx, { rule }, serverId, {
		subject,
		wanted: isNew ? { kind: "timeout", until, reason } : { kind: "removal", reason },
		isMember: member !== null,
		wasMember: true,
		removal: left.length > 0 ? { purged: [], purgeHours: null, listed: left } : null,
	});
}

async function lockMember(tx: Tx, serverId: number, { id }: Subject): Promise<{ isExempt: boolean } | null> {
	const [row] = await tx
		.select({ permissions: sql<number>`server_bits(servers, memberships)`.mapWith(Number) })
		.from(memberships)
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.where(and(eq(memberships.serverId, serverId), eq(memberships.userId, id)))
		.for("update", { of: memberships });
	return row ? { isExempt: includes(row.permissions, "manage_messages") } : null;
}

async function isTimedOut(tx: Tx, rule: ActingRule, serverId: number, { id }: Subject, until: Date): Promise<boolean> {
	const rows = await tx.execute(sql`
		select 1 from (${inForce("timeout", sql`${serverId}::bigint`, sql`${id}::bigint`)}) t
		join ${moderationActions} a on a.id = t.id
		where t.until >= ${until.toISOString()}::timestamptz or a.automod_rule_id = ${rule.id}`);
	return rows.length > 0;
}
