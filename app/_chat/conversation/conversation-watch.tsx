"use client";

import { useMemberServer } from "@/app/_client/servers/use-servers";
import { SlowModeClock } from "../composer/slow-mode-clock";
import { RaidBanner } from "../raid-mode/raid-banner";
import { LiveAnnouncer } from "./live-announcer";
import { useMentionContext } from "./mention-context";
import type { ConversationState } from "./use-conversation";

/** Parts of an open channel or thread that load later: new messages for screen readers, slow mode, and raid mode. */
export function ConversationWatch({ conversation }: { conversation: ConversationState }) {
	const { place, feed, shared, isThread } = conversation;
	const { serverId, slowModeSeconds } = useMentionContext();
	const server = useMemberServer(serverId);
	return (
		<>
			<LiveAnnouncer channelId={place.id} viewerId={shared.viewer.id} />
			{server && !isThread && <RaidBanner server={server} />}
			{slowModeSeconds > 0 && <SlowModeClock log={feed.state.log} logId={place.id} viewerId={shared.viewer.id} />}
		</>
	);
}
