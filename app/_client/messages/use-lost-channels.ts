"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";
import { asApiError } from "../api";
import { noopSubscribe } from "../create-store";
import { useOwnChannels } from "../servers/use-servers";
import { closingCodes } from "./channel-feed";
import { checkAccess } from "./check-access";
import type { Drafts } from "./drafts";
import type { Outbox } from "./outbox";

/**
 * Deletes the drafts and unsent messages of channels that the user has lost access to. The list of servers does not name
 * every thread, so the server is asked.
 */
export function useLostChannels(outbox: Outbox | null, drafts: Drafts | null): void {
	const listed = useOwnChannels();
	const takenOver = useSyncExternalStore(
		outbox?.subscribe ?? noopSubscribe,
		outbox?.getTakenOver ?? (() => 0),
		() => 0,
	);
	const before = useRef(listed);
	useEffect(() => {
		// A channel that is new or moved is no reason: all members of its server would ask at once.
		const isLost = [...before.current].some((id) => !listed.has(id));
		before.current = listed;
		if (isLost) void drafts?.compare();
	}, [listed, drafts]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: messages that were taken over are checked, too.
	useEffect(() => {
		if (outbox) void forgetLost(outbox, listed);
	}, [listed, outbox, takenOver]);
}

async function forgetLost(outbox: Outbox, listed: ReadonlySet<number>): Promise<void> {
	const others = outbox
		.getSnapshot()
		.filter(({ channelId, seq, tab }) => seq === null && tab === outbox.tab && !listed.has(channelId));
	for (const channelId of new Set(others.map((item) => item.channelId)))
		await checkAccess(channelId).catch((error) => {
			const { code, message } = asApiError(error);
			if (closingCodes.has(code)) outbox.forgetChannel(channelId, { code, message });
		});
}
