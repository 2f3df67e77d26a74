import { loadChannel, requirePermission } from "../auth/access";
import { AppError, invalid } from "../errors";
import type { Message } from "../realtime/protocol";
import { serializeAuthor } from "../users/serialize";
import { afterAppend, type SentMessage } from "./after-append";
import type { Batch, QueuedMessage } from "./append-queue";
import { type AppendResult, extrasOf, toResponse } from "./append-result";
import { getMessage } from "./history";

/** Acknowledges the messages of a committed batch to their senders, and publishes those that it stored. */
export function settle({ channelId, messages }: Batch, stored: AppendResult): void {
	const authors = new Map((stored.people ?? []).map((author) => [author.id, serializeAuthor(author)]));
	const createdAt = new Date(stored.at).toISOString();
	const sent: SentMessage[] = [];
	for (const [index, pending] of messages.entries()) {
		if (settleRejected(channelId, pending, stored, index + 1)) continue;
		const { viewer, input } = pending;
		const author = authors.get(viewer.id);
		if (!author) throw new Error("A message was stored whose author is unknown.");
		const n = sent.length + 1;
		const message: Message = {
			channelId,
			seq: stored.lastSeq + n,
			rev: stored.lastRev + n,
			nonce: input.nonce,
			author,
			content: input.content,
			replyTo: input.replyTo ?? null,
			createdAt,
			editedAt: null,
			deletedAt: null,
			reactions: [],
			...extrasOf(stored, index + 1),
		};
		sent.push({ viewer, message });
		pending.resolve({ message: toResponse(message), existed: false });
	}
	afterAppend(channelId, stored, sent);
}

/** Settles a draft that this call did not store; returns false if it did. */
function settleRejected(channelId: number, pending: QueuedMessage, stored: AppendResult, place: number): boolean {
	const { viewer, resolve, reject } = pending;
	const known = stored.knownSeqs[stored.known.indexOf(place)];
	if (stored.refused.includes(place)) {
		rejectRefused(channelId, pending);
	} else if (known !== undefined) {
		getMessage(viewer, channelId, known).then((message) => resolve({ message, existed: true }), reject);
	} else if (stored.lost.includes(place)) reject(invalid({ replyTo: "There is no such message in this channel." }));
	else if (stored.unfit.includes(place))
		reject(invalid({ attachmentIds: "Must be files you gave to this channel for this message." }));
	else if (stored.early.includes(place)) reject(slowMode(stored.earlyMs?.[stored.early.indexOf(place)]));
	else return false;
	return true;
}

const slowMode = (retryAfterMs = 1) =>
	new AppError("slow_mode", "Slow mode is on in this channel: you can send another message in a moment.", {
		retryAfterMs,
	});

/** The reason for the refusal has ended since, like a timeout that was lifted: clients send the message again. */
const permittedMeanwhile = () =>
	new AppError("unavailable", "Your permissions here have just changed. Try again.", { retryAfterMs: 100 });

/** Rejects a draft with the reason why its author may not send it. */
function rejectRefused(channelId: number, { viewer, input, reject }: QueuedMessage): void {
	loadChannel(viewer, channelId)
		.then((channel) => {
			requirePermission(channel, "send_messages");
			if (input.attachmentIds?.length) requirePermission(channel, "attach_files");
			if (input.poll) requirePermission(channel, "create_polls");
			throw permittedMeanwhile();
		})
		.catch(reject);
}
