"use client";

import { useEffect } from "react";
import { api, asApiError } from "../api";
import { useListedChannels } from "../servers/use-servers";
import { closingCodes } from "./channel-feed";
import type { Drafts } from "./drafts";
import type { Outbox } from "./outbox";

/**
 * Deletes the drafts and unsent messages of channels that the user has lost access to. The list of servers does not name
 * every thread, so the server is asked.
 */
export function useLostChannels(outbox: Outbox | null, drafts: Drafts | null): void {
	const listed = useListedChannels();
	useEffect(() => {
		void drafts?.compare();
		if (outbox) void forgetLost(outbox, listed);
	}, [listed, outbox, drafts]);
}

async function forgetLost(outbox: Outbox, listed: ReadonlySet<number>): Promise<void> {
	const others = outbox.getSnapshot().filter(({ channelId, seq }) => seq === null && !listed.has(channelId));
	for (const channelId of new Set(others.map((item) => item.channelId)))
		await api.get(`/api/channels/${channelId}/messages?limit=1`).catch((error) => {
			if (closingCodes.has(asApiError(error).code)) outbox.forgetChannel(channelId);
		});
}
