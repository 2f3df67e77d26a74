import { and, eq, isNull, or, sql } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { invitations, invites, joinRequests, moderationActions, servers } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import { type ClusterEvent, emitInTransaction } from "../cluster/events";
import { countMembers, removeMembers } from "../servers/membership-batch";
import type { Tx } from "../transaction";
import { writeAudit } from "./audit";
import type { Wanted } from "./input";
import { settleBans, settleTimeouts } from "./latest-sanction";
import type { Subject } from "./subject";

export type ActingUser = { viewer: Viewer };
/** The automod rule that acts, with its name at that time. */
export type ActingRule = { readonly id: number; readonly name: string };

/** A user about whom an action has been decided, under their locks. */
export type DecidedSubject = { subject: Subject; isMember: boolean; wasMember: boolean };

/**
 * Stores the same action about each of these users, with its entry in the audit log, its effects on the user and its
 * events. Returns the ids of the actions, in the same order.
 */
export async function applyToAll(
	tx: Tx,
	by: ActingUser | { rule: ActingRule },
	serverId: number,
	wanted: Wanted,
	decided: DecidedSubject[],
): Promise<{ ids: number[]; events: ClusterEvent[] }> {
	if (decided.length === 0) return { ids: [], events: [] };
	const { kind, reason = "", note = "", nonce = null } = wanted;
	const userIds = decided.map(({ subject }) => subject.id);
	const left = kind === "kick" || kind === "ban" ? await remove(tx, serverId, userIds, kind) : [];
	const until = "until" in wanted ? (wanted.until ?? null) : null;
	const actorId = "viewer" in by ? by.viewer.id : null;
	const byRule = "rule" in by && { automodRuleId: by.rule.id, automodRuleName: by.rule.name };
	const about = { serverId, actorId, ...byRule, kind, until, reason, note, nonce };
	const actions = await tx
		.insert(moderationActions)
		.values(decided.map(({ subject, wasMember }) => ({ ...about, subjectId: subject.id, wasMember })))
		.returning({ id: moderationActions.id, subjectId: moderationActions.subjectId });
	const entries = actions.map(({ id: actionId, subjectId }) => ({ serverId, actorId, subjectId, actionId }));
	await writeAudit(tx, ...entries.map((entry) => ({ ...entry, action: kind })));
	const isNotified = kind !== "removal" || reason !== "";
	const events: ClusterEvent[] = decided
		.filter(({ isMember }) => isMember && isNotified)
		.map(({ subject }) => ({ kind: "sanctioned", serverId, userId: subject.id, imposed: true }));
	if (kind === "timeout") {
		await settleTimeouts(tx, serverId, userIds);
		events.push({ kind: "access_changed", serverId, userIds });
	}
	if (kind === "ban") {
		await settleBans(tx, serverId, userIds);
		events.unshift(...(await voidWaysIn(tx, serverId, userIds)));
	}
	events.push(...left);
	await emitInTransaction(tx, ...events);
	const ids = new Map(actions.map(({ id, subjectId }) => [subjectId, id]));
	return { ids: userIds.map((id) => ids.get(id) ?? 0), events };
}

/**
 * Ends the memberships, where there are any. The server's row is locked in any case: joins and requests to join lock it
 * too. Each event has the number of members after it.
 */
async function remove(tx: Tx, serverId: number, userIds: number[], kind: "kick" | "ban"): Promise<ClusterEvent[]> {
	const left = await removeMembers(tx, serverId, userIds);
	await tx.select({ id: servers.id }).from(servers).where(eq(servers.id, serverId)).for("no key update");
	const { memberCount } = await countMembers(tx, serverId, 0, left.size);
	const reason = kind === "ban" ? "banned" : "kicked";
	return [...left].map(([userId, had], index) => ({
		...{ kind: "left", userId, serverId, reason, ...had },
		memberCount: memberCount + left.size - 1 - index,
	}));
}

/**
 * Ends the banned users' ways in, and those that they have opened for others: the invitations to them are withdrawn, their
 * requests to join are refused, their own invites are revoked, and the invitations that they have sent are withdrawn.
 */
async function voidWaysIn(tx: Tx, serverId: number, userIds: number[]): Promise<ClusterEvent[]> {
	const events: ClusterEvent[] = [];
	const isTheirs = or(isOneOf(invitations.userId, userIds), isOneOf(invitations.invitedBy, userIds));
	const withdrawn = await tx
		.update(invitations)
		.set({ serverId: null })
		.where(and(eq(invitations.serverId, serverId), isTheirs))
		.returning({ userId: invitations.userId, declinedAt: invitations.declinedAt });
	const invited = withdrawn.flatMap((invitation) => (invitation.declinedAt === null ? invitation.userId : []));
	if (invited.length > 0) events.push({ kind: "invitations_changed", serverId, userIds: invited });
	const isPending = and(isOneOf(joinRequests.userId, userIds), eq(joinRequests.state, "pending"));
	const refused = await tx
		.update(joinRequests)
		.set({ state: "refused", decidedAt: sql`now()` })
		.where(and(eq(joinRequests.serverId, serverId), isPending))
		.returning({ userId: joinRequests.userId });
	const asked = refused.map(({ userId }) => userId);
	if (asked.length > 0) events.push({ kind: "join_requests_changed", serverId, userIds: asked });
	await tx
		.update(invites)
		.set({ revokedAt: sql`now()` })
		.where(and(eq(invites.serverId, serverId), isOneOf(invites.creatorId, userIds), isNull(invites.revokedAt)));
	return events;
}
