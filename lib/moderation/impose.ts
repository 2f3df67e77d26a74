import { and, eq, isNull, or, sql } from "drizzle-orm";
import { invitations, invites, joinRequests, moderationActions, servers } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import { resolveCaseByAction } from "../cases/resolve-by-action";
import { type ClusterEvent, emitInTransaction } from "../cluster/events";
import { countMembers, removeMembers } from "../servers/membership-batch";
import type { Tx } from "../transaction";
import { userNotFound } from "../users/profiles";
import { writeAudit } from "./audit";
import { findSameBan } from "./ban-check";
import type { Wanted } from "./input";
import { settleBan, settleTimeout } from "./latest-sanction";
import { type CheckedRemoval, checkRemoval, type HeldRemoval, removeMessages } from "./removal";
import { lockSubject, permissionFor, type Subject } from "./subject";
import type { Effects } from "./undo";

export type Imposed = Effects & { id: number };

/** The automod rule that acts, with its name at that time. */
export type ActingRule = { readonly id: number; readonly name: string };

/** An action that has been decided under the locks of the subject and of the channels in `removal`. */
type Decided = { wanted: Wanted; isMember: boolean; wasMember: boolean; removal: CheckedRemoval | null };

/**
 * Imposes a sanction, removes messages, or both, and resolves the case that the action is about, if there is one. Writes
 * the entry in the audit log and the events, and returns the action. The same ban again changes nothing but the case. The
 * subject receives the event before they are removed: their last event is `membership`.
 */
export async function impose(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	subject: Subject,
	sanction: Wanted,
	removal: HeldRemoval | null = null,
): Promise<Imposed> {
	const imposed = await imposeOnly(tx, viewer, serverId, subject, sanction, removal);
	if (sanction.caseId === undefined) return imposed;
	const resolved = await resolveCaseByAction(tx, viewer, serverId, sanction.caseId, imposed.id);
	return { ...imposed, events: [...imposed.events, ...resolved] };
}

async function imposeOnly(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	subject: Subject,
	sanction: Wanted,
	removal: HeldRemoval | null,
): Promise<Imposed> {
	const { kind } = sanction;
	const needs = removal ? [permissionFor[kind], permissionFor.removal] : [permissionFor[kind]];
	const { isMember } = await lockSubject(tx, viewer, serverId, subject, { needs, channelIds: removal?.channelIds });
	if (!isMember && kind !== "ban" && kind !== "removal") throw userNotFound();
	const same = sanction.kind === "ban" && !removal ? await findSameBan(tx, serverId, subject.id, sanction) : null;
	if (same !== null) return { id: same, events: [], changed: null };
	const checked = removal && (await checkRemoval(tx, viewer, serverId, subject, removal));
	const wasMember = isMember || (await hasBeenMember(tx, serverId, subject));
	return applyAction(tx, { viewer }, serverId, subject, { wanted: sanction, isMember, wasMember, removal: checked });
}

/** Stores an action that has been decided, with its entry in the audit log, its effects and its events. */
export async function applyAction(
	tx: Tx,
	by: { viewer: Viewer } | { rule: ActingRule },
	serverId: number,
	subject: Subject,
	{ wanted, isMember, wasMember, removal }: Decided,
): Promise<Imposed> {
	const { kind, reason = "", note = "" } = wanted;
	const until = "until" in wanted ? (wanted.until ?? null) : null;
	const left = kind === "kick" || kind === "ban" ? await remove(tx, serverId, subject, kind) : [];
	const actorId = "viewer" in by ? by.viewer.id : null;
	const byRule = "rule" in by && { automodRuleId: by.rule.id, automodRuleName: by.rule.name };
	const [action] = await tx
		.insert(moderationActions)
		.values({ serverId, actorId, ...byRule, subjectId: subject.id, kind, until, reason, note, wasMember })
		.returning({ id: moderationActions.id });
	const id = action?.id ?? 0;
	await writeAudit(tx, { serverId, actorId, subjectId: subject.id, action: kind, actionId: id });
	const changed = removal && (await removeMessages(tx, id, subject, removal));
	const isNotified = isMember && (kind !== "removal" || reason !== "");
	const events: ClusterEvent[] = isNotified
		? [{ kind: "sanctioned", serverId, userId: subject.id, imposed: true }]
		: [];
	if (kind === "timeout") {
		await settleTimeout(tx, serverId, subject.id);
		events.push({ kind: "access_changed", serverId, userIds: [subject.id] });
	}
	if (kind === "ban") {
		await settleBan(tx, serverId, subject.id);
		events.unshift(...(await voidWaysIn(tx, serverId, subject)));
	}
	events.push(...left);
	await emitInTransaction(tx, ...events);
	return { id, events, changed };
}

/** Whether the user was a member at an earlier action: a later change of the ban is still shown to them. */
async function hasBeenMember(tx: Tx, serverId: number, { id }: Subject): Promise<boolean> {
	const { serverId: server, subjectId, wasMember } = moderationActions;
	const isEarlier = and(eq(server, serverId), eq(subjectId, id), wasMember);
	const rows = await tx.select({ id: moderationActions.id }).from(moderationActions).where(isEarlier).limit(1);
	return rows.length > 0;
}

/** Ends the membership, if there is one. The server's row is locked in any case: joins and requests to join lock it too. */
async function remove(tx: Tx, serverId: number, { id }: Subject, kind: "kick" | "ban"): Promise<ClusterEvent[]> {
	const left = await removeMembers(tx, serverId, [id]);
	await tx.select({ id: servers.id }).from(servers).where(eq(servers.id, serverId)).for("no key update");
	if (left.size === 0) return [];
	const { memberCount } = await countMembers(tx, serverId, 0, left.size);
	return [
		{ kind: "left", userId: id, serverId, reason: kind === "ban" ? "banned" : "kicked", memberCount, ...left.get(id) },
	];
}

/**
 * Ends the banned user's ways in, and those that they have opened for others: the invitation to them is withdrawn, their
 * request to join is refused, their own invites are revoked, and the invitations that they have sent are withdrawn.
 */
async function voidWaysIn(tx: Tx, serverId: number, { id: userId }: Subject): Promise<ClusterEvent[]> {
	const userIds = [userId];
	const events: ClusterEvent[] = [];
	const withdrawn = await tx
		.update(invitations)
		.set({ serverId: null })
		.where(
			and(eq(invitations.serverId, serverId), or(eq(invitations.userId, userId), eq(invitations.invitedBy, userId))),
		)
		.returning({ userId: invitations.userId, declinedAt: invitations.declinedAt });
	const invited = withdrawn.flatMap((invitation) => (invitation.declinedAt === null ? invitation.userId : []));
	if (invited.length > 0) events.push({ kind: "invitations_changed", serverId, userIds: invited });
	const refused = await tx
		.update(joinRequests)
		.set({ state: "refused", decidedAt: sql`now()` })
		.where(and(eq(joinRequests.serverId, serverId), eq(joinRequests.userId, userId), eq(joinRequests.state, "pending")))
		.returning({ id: joinRequests.id });
	if (refused.length > 0) events.push({ kind: "join_requests_changed", serverId, userIds });
	await tx
		.update(invites)
		.set({ revokedAt: sql`now()` })
		.where(and(eq(invites.serverId, serverId), eq(invites.creatorId, userId), isNull(invites.revokedAt)));
	return events;
}
