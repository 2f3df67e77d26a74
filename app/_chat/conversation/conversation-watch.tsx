"use client";

import { SlowModeClock } from "../composer/slow-mode-clock";
import { LiveAnnouncer } from "./live-announcer";
import { useMentionContext } from "./mention-context";
import type { ConversationState } from "./use-conversation";

/** What follows the messages of an open channel or thread without showing anything. */
export function ConversationWatch({ conversation }: { conversation: ConversationState }) {
	const { place, feed, shared } = conversation;
	const isSlow = useMentionContext().slowModeSeconds > 0;
	return (
		<>
			<LiveAnnouncer channelId={place.id} viewerId={shared.viewer.id} />
			{isSlow && <SlowModeClock log={feed.state.log} logId={place.id} viewerId={shared.viewer.id} />}
		</>
	);
}
