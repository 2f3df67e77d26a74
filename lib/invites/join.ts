import type { Viewer } from "../auth/viewer";
import { type AppError, isAppError } from "../errors";
import { ask } from "../join-requests/ask";
import type { OwnJoinRequest, Server } from "../realtime/protocol";
import type { EnteredServer, Entering, Entrance } from "../servers/entrance";
import {
	approvalNeeded,
	isApprovalNeeded,
	type JoinForm,
	requirementsNotMet,
	tooYoung,
} from "../servers/join-requirements";
import { alreadyMember } from "../servers/membership";
import { changeMembership } from "../servers/membership-queue";
import { get } from "../servers/servers";
import { inviteEnded, inviteNotFound, type LoadedInvite } from "./load";
import { type LockedInvite, lockInvites, spendUses } from "./uses";

/**
 * Joins through an invite, or asks to join if the join must be approved. Throws `invite_ended`, `already_member` and
 * `join_requirements_not_met`; then no use of the invite is spent.
 */
export async function join(
	viewer: Viewer,
	invite: LoadedInvite,
	form: JoinForm,
): Promise<{ server: Server; channelId: number | null } | { request: OwnJoinRequest }> {
	const { acceptRules } = form;
	// Spares the queue of joins. The batch decides.
	if (invite.isMember) throw alreadyMember();
	if (invite.end) throw inviteEnded(invite.end);
	try {
		await enter(viewer.id, invite, acceptRules);
	} catch (error) {
		if (!isApprovalNeeded(error)) throw error;
		return { request: await ask(viewer, invite.serverId, form, invite.id) };
	}
	const { server } = await get(viewer, { id: invite.serverId });
	const first = invite.channelId ?? server.welcomeChannelId;
	return { server, channelId: server.channels?.find(({ id }) => id === first)?.id ?? null };
}

/** Makes the user a member, without asking where the join must be approved. */
export async function enter(userId: number, invite: LoadedInvite, acceptRules?: number): Promise<void> {
	const change = { kind: "join", userId, entrance: byInvite, inviteId: invite.id, acceptRules } as const;
	try {
		await changeMembership(invite.serverId, change);
	} catch (error) {
		throw isAppError(error, "server_not_found") ? inviteNotFound() : error;
	}
}

const byInvite: Entrance = {
	locksRoles: true,
	async refuse(tx, server, entering) {
		const locked = await lockInvites(tx, entering);
		const refused = new Map<number, AppError>();
		for (const join of entering) {
			const invite = locked.get(join.inviteId ?? 0);
			const error = invite ? refusalOf(invite, server, join) : inviteNotFound();
			if (error) refused.set(join.userId, error);
			// The others of this batch find one use less.
			else if (invite?.usesLeft) invite.usesLeft--;
		}
		return refused;
	},
	entered: spendUses,
	alreadyMember,
};

function refusalOf(invite: LockedInvite, server: EnteredServer, join: Entering): AppError | null {
	if (invite.end) return inviteEnded(invite.end);
	if (invite.onlyUsernames && !invite.onlyUsernames.includes(join.account.username))
		return requirementsNotMet({ username: "This invite is for other users." });
	const young = tooYoung(server, join);
	if (young) return young;
	if (invite.usesLeft === 0) return inviteEnded("used_up");
	return invite.needsApproval ? approvalNeeded() : null;
}
