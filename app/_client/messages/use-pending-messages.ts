"use client";

import { useMemo, useSyncExternalStore } from "react";
import { noopSubscribe } from "../create-store";
import { useOutbox } from "../realtime/socket-provider";
import type { Outgoing } from "./outbox";

const none: readonly Outgoing[] = [];
/** What was written in a channel and is not in its log yet. */
export function usePendingMessages(channelId: number): readonly Outgoing[] {
	const outbox = useOutbox();
	const all = useSyncExternalStore(outbox?.subscribe ?? noopSubscribe, outbox?.getSnapshot ?? (() => none), () => none);
	return useMemo(() => {
		const own = all.filter((item) => item.channelId === channelId);
		return own.length > 0 ? own : none;
	}, [all, channelId]);
}

/** How long the server asked for patience, in ms, when it did. */
export function usePausedMs(channelId: number | null): number {
	const outbox = useOutbox();
	return useSyncExternalStore(
		outbox?.subscribe ?? noopSubscribe,
		() => Math.ceil(((channelId === null ? 0 : outbox?.pausedMs(channelId)) ?? 0) / 1000) * 1000,
		() => 0,
	);
}
