"use client";

import { useModerationRights } from "@/app/_client/moderation/use-moderation";
import type { Message, SanctionKind } from "@/lib/realtime/protocol";
import { useMentionContext } from "../conversation/mention-context";
import type { ModerationTarget } from "./moderation-target";

type Moderated = {
	/** Null outside a server. */
	target: Omit<ModerationTarget, "kind"> | null;
	/** The sanctions that the viewer may impose on the author. */
	sanctions: SanctionKind[];
	mayDeleteAndTimeOut: boolean;
};

/** The actions that the viewer may take against a message and its author. `canDelete`: they may delete the message. */
export function useModeratedMessage({ author, channelId, seq }: Message, canDelete: boolean): Moderated {
	const { serverId } = useMentionContext();
	const { sanctions, mayRemove } = useModerationRights(serverId, author.id);
	const mayDelete = canDelete && mayRemove;
	return {
		target: serverId === null ? null : { serverId, user: author, ...(mayDelete && { message: { channelId, seq } }) },
		sanctions,
		mayDeleteAndTimeOut: mayDelete && sanctions.includes("timeout"),
	};
}
