"use client";

import { useState } from "react";
import type { Message } from "@/lib/realtime/protocol";
import { useViewer } from "../account/use-viewer";
import { api, asApiError } from "../api";
import { uuid } from "../uuid";
import { useModerate } from "./use-moderation";

/**
 * Deletes a message. For another user's it is a moderation action, which can be undone; a retry after a failure is no
 * second action.
 */
export function useDeleteMessage(serverId: number | null): (message: Message) => Promise<void> {
	const viewerId = useViewer()?.id;
	const moderate = useModerate(serverId ?? 0);
	const [nonce] = useState(uuid);
	return async ({ channelId, seq, author }) => {
		const path = `/api/channels/${channelId}/messages/${seq}`;
		if (author.id === viewerId || serverId === null) return void (await api.delete(path));
		try {
			await moderate({ subject: author.username, messages: [{ channelId, seq }], nonce });
		} catch (error) {
			// This way is closed to moderators of this channel alone, and for messages of those whom they may not moderate.
			if (asApiError(error).code !== "forbidden") throw error;
			await api.delete(path);
		}
	};
}
