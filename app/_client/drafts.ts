/** What was begun and not sent, per person and channel, on this device. */
export type Draft = { content: string; replyTo: number | null };

const keyOf = (userId: number, channelId: number) => `hearth.draft.${userId}.${channelId}`;

export function readDraft(userId: number, channelId: number): Draft {
	try {
		const stored: unknown = JSON.parse(localStorage.getItem(keyOf(userId, channelId)) ?? "null");
		if (stored && typeof stored === "object" && "content" in stored && typeof stored.content === "string") {
			const replyTo = "replyTo" in stored && typeof stored.replyTo === "number" ? stored.replyTo : null;
			return { content: stored.content, replyTo };
		}
	} catch {
		// Unreadable or forbidden storage holds no draft.
	}
	return { content: "", replyTo: null };
}

/** Keeps a draft; an empty one is forgotten. False when this device keeps nothing. */
export function keepDraft(userId: number, channelId: number, draft: Draft): boolean {
	try {
		const key = keyOf(userId, channelId);
		if (draft.content.trim() === "" && draft.replyTo === null) localStorage.removeItem(key);
		else localStorage.setItem(key, JSON.stringify(draft));
		return true;
	} catch {
		return false;
	}
}
