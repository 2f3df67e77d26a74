import { inviteCodeAt } from "@/app/_client/paths";
import { findInvite } from "@/app/find-invite";
import type { InvitedTo } from "./invited-line";

/** The invite that a user returns to after signing in; null for any other page, and for an invite that has ended. */
export async function invitedTo(callback: string): Promise<InvitedTo | null> {
	const code = inviteCodeAt(callback);
	if (code === null) return null;
	const found = await findInvite(code);
	if (!found || !("invite" in found)) return null;
	const { invite } = found;
	return {
		code,
		serverName: invite.server.name,
		inviterName: invite.inviter?.displayName ?? null,
		joinsAtOnce: !invite.needsApproval,
	};
}
