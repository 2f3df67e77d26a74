import type { Message, MessagePage } from "@/lib/realtime/protocol";

/** Message number `seq` of a channel, by another user than ada (1). */
export const message = (seq: number, more: Partial<Message> = {}): Message => ({
	channelId: 7,
	seq,
	rev: seq,
	nonce: `00000000-0000-4000-8000-${String(seq).padStart(12, "0")}`,
	author: { id: 2, username: "bob", displayName: "Bob", avatarUrl: null },
	content: `message ${seq}`,
	replyTo: null,
	createdAt: "2026-01-01T00:00:00.000Z",
	editedAt: null,
	deletedAt: null,
	reactions: [],
	attachments: [],
	...more,
});
export const run = (from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
/** The messages from one number to another, as the API returns them. */
export const page = (from: number, to: number, lastSeq = to, lastRev = lastSeq): MessagePage => ({
	messages: run(from, to),
	lastSeq,
	lastRev,
	hasBefore: from > 1,
	hasAfter: to < lastSeq,
});
