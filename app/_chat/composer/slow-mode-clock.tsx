"use client";

import { useEffect } from "react";
import type { ChannelLog } from "@/app/_client/messages/channel-log";
import { setSlowModeEnd } from "@/app/_client/messages/slow-mode-clock";
import { usePausedMs, usePendingMessages } from "@/app/_client/messages/use-pending-messages";
import { useMentionContext } from "../conversation/mention-context";

/** Computes when the viewer may send again, from the messages of this log and from those that are being sent. */
export function SlowModeClock({ log, logId, viewerId }: { log: ChannelLog; logId: number; viewerId: number }) {
	const { channelId, slowModeSeconds } = useMentionContext();
	const last = log.messages.findLast(({ author, echoOf }) => author.id === viewerId && !echoOf);
	const pending = usePendingMessages(logId).filter(({ failure, seq }) => !failure && seq === null);
	const pausedMs = usePausedMs(logId);
	const written = pending[0]?.writtenAt ?? 0;
	const sent = last ? Date.parse(last.createdAt) : 0;
	useEffect(() => {
		const now = Date.now();
		// The clocks of browser and server may differ, and the time from now is never more than all of it.
		const end = Math.min(now, Math.max(sent, written)) + slowModeSeconds * 1000;
		setSlowModeEnd(channelId, logId, Math.max(end, pausedMs > 0 ? now + pausedMs : 0));
	}, [channelId, logId, slowModeSeconds, sent, written, pausedMs]);
	return null;
}
