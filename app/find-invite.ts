import { cache } from "react";
import { inviteEndOf } from "@/app/_client/invites/invite-end";
import { isAppError } from "@/lib/errors";
import { findInvite as find } from "@/lib/invites/load";
import { preview } from "@/lib/invites/preview";
import type { InviteEnd, InvitePreview } from "@/lib/realtime/protocol";
import { getViewer } from "./viewer";

/** What an invite leads to, or why it leads nowhere; null for a code that was never given. */
export const findInvite = cache(
	async (code: string): Promise<{ invite: InvitePreview } | { ended: InviteEnd } | null> => {
		try {
			return await preview(await find(await getViewer(), code));
		} catch (error) {
			if (isAppError(error, "invite_not_found")) return null;
			if (isAppError(error, "invite_ended")) return { ended: inviteEndOf(error.reason) };
			throw error;
		}
	},
);
