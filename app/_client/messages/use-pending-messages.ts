"use client";

import { useMemo, useSyncExternalStore } from "react";
import { noopSubscribe } from "../create-store";
import { useOutbox } from "../realtime/socket-provider";
import type { Outgoing } from "./outbox";

const none: readonly Outgoing[] = [];
/** The outbox's messages of all channels. */
export function useAllPendingMessages(): readonly Outgoing[] {
	const outbox = useOutbox();
	return useSyncExternalStore(outbox?.subscribe ?? noopSubscribe, outbox?.getSnapshot ?? (() => none), () => none);
}

/** Messages of a channel that are not in its log yet. */
export function usePendingMessages(channelId: number): readonly Outgoing[] {
	const all = useAllPendingMessages();
	return useMemo(() => {
		const own = all.filter((item) => item.channelId === channelId);
		return own.length > 0 ? own : none;
	}, [all, channelId]);
}

/** The delay that the server's rate limit requires, in ms. */
export function usePausedMs(channelId: number | null): number {
	const outbox = useOutbox();
	return useSyncExternalStore(
		outbox?.subscribe ?? noopSubscribe,
		() => Math.ceil(((channelId === null ? 0 : outbox?.pausedMs(channelId)) ?? 0) / 1000) * 1000,
		() => 0,
	);
}
