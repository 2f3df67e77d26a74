"use client";

import type { FeedState } from "@/app/_client/messages/channel-feed";
import { isAtHead, lastLoadedSeq } from "@/app/_client/messages/channel-log";
import { lazy } from "@/app/_ui/lazy";

const MoreBelow = lazy(() => import("./more-below").then((module) => module.MoreBelow));

type Props = { state: FeedState; gap: number; onRetry: () => void };

/** Below the last message of the window: nothing at the head of the log, otherwise that there is more. */
export function ListEnd({ state: { log, newer }, gap, onRetry }: Props) {
	if (isAtHead(log)) return <div className="shrink-0" style={{ height: gap }} />;
	return (
		<MoreBelow
			missing={log.lastSeq - lastLoadedSeq(log)}
			isFailed={newer === "failed"}
			onRetry={onRetry}
			fallback={<div className="h-24 shrink-0" />}
		/>
	);
}
