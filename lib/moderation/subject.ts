import { and, eq, sql } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { channels, memberships, servers } from "@/db/schema";
import { forbidden, requirePermission } from "../auth/access";
import type { Permission } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { type AppError, isAppError } from "../errors";
import type { ActionKind } from "../realtime/protocol";
import { type Actor, lockActor, lockRoles } from "../roles/lock";
import { highestRoleName } from "../roles/lock-targets";
import { requireLowerMember } from "../roles/rank";
import type { Tx } from "../transaction";
import { lockAccount } from "../users/lock-account";

/** The user whom an action is about. */
export type Subject = { readonly id: number; readonly username: string };

export const permissionFor: Record<ActionKind, Permission> = {
	warn: "timeout_members",
	timeout: "timeout_members",
	kick: "kick_members",
	ban: "ban_members",
	removal: "manage_messages",
};

/** `channelIds`: channels whose messages the action removes or restores. `ignoresRank`: the subject may rank higher. */
type Options = { needs: Permission[]; channelIds?: number[] | undefined; ignoresRank?: boolean };

/**
 * Locks the server's roles, the subject's account, the channels and both memberships, and returns the viewer as they are
 * now, and whether the subject is a member. Throws `forbidden` unless the viewer has the permissions and ranks above the
 * subject, and is not the subject.
 *
 * Every join locks the account of the user who joins, so a join and a ban follow each other: either the join finds the
 * ban, or the ban finds the membership.
 */
export async function lockSubject(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	subject: Subject,
	{ needs, channelIds = [], ignoresRank = false }: Options,
): Promise<{ actor: Actor; isMember: boolean }> {
	await lockPlaces(tx, serverId, subject, channelIds);
	const actor = await lockActor(tx, viewer, serverId, ...needs);
	const [member] = await lockMembers(tx, serverId, [subject]);
	requireModeratable(viewer, ignoresRank ? null : actor, subject, member);
	return { actor, isMember: member !== undefined };
}

/** Locks what comes before the memberships: the server's roles, the subject's account and the channels. */
export async function lockPlaces(tx: Tx, serverId: number, subject: Subject, channelIds: number[]): Promise<void> {
	await lockRoles(tx, serverId);
	await lockAccount(tx, subject.id);
	if (channelIds.length === 0) return;
	await tx
		.select({ id: channels.id })
		.from(channels)
		.where(isOneOf(channels.id, channelIds))
		.orderBy(channels.id)
		.for("no key update");
}

/** Members of no rank may act on those who are not members. */
function requireModeratable(viewer: Viewer, actor: Actor | null, subject: Subject, member?: Member): void {
	if (subject.id === viewer.id) throw forbidden("You cannot moderate yourself.");
	if (actor && member) requireLowerMember(actor, { ...member, username: subject.username });
}

type Member = Awaited<ReturnType<typeof lockMembers>>[number];

const lockMembers = (tx: Tx, serverId: number, subjects: Subject[]) => {
	const ids = subjects.map(({ id }) => id);
	return tx
		.select({
			userId: memberships.userId,
			rank: memberships.rank,
			isOwner: sql<boolean>`${servers.ownerId} = ${memberships.userId}`,
			highestRole: highestRoleName(),
		})
		.from(memberships)
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.where(and(eq(memberships.serverId, serverId), isOneOf(memberships.userId, ids)))
		.orderBy(memberships.userId)
		.for("update", { of: memberships });
};

type Refusals = {
	isMember(subject: Subject): boolean;
	/** The error of lockSubject for this subject and permission, or null. */
	refusalOf(subject: Subject, needed: Permission): AppError | null;
};

/**
 * The same as lockSubject for many subjects, whose accounts are locked: which of them are members, and on which the viewer
 * may not act.
 */
export async function findRefusals(tx: Tx, viewer: Viewer, serverId: number, subjects: Subject[]): Promise<Refusals> {
	const actor = await lockActor(tx, viewer, serverId);
	const members = new Map((await lockMembers(tx, serverId, subjects)).map((member) => [member.userId, member]));
	return {
		isMember: ({ id }) => members.has(id),
		refusalOf(subject, needed) {
			try {
				requirePermission(actor, needed);
				requireModeratable(viewer, actor, subject, members.get(subject.id));
				return null;
			} catch (error) {
				if (isAppError(error)) return error;
				throw error;
			}
		},
	};
}
