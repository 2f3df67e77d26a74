import { serializeReactionEmoji } from "../emoji/reaction-key";
import { type StoredEmbed, serializeEmbeds } from "../link-previews/serialize";
import type { Attachment, Message, Poll, Reaction, ThreadSummary } from "../realtime/protocol";
import { type StoredAuthor, serializeAuthor } from "../users/serialize";

type Optional = "author" | "mentions" | "emoji" | "embeds" | "poll" | "thread" | "echoOf" | "pinnedAt" | "system";
type Times = "createdAt" | "editedAt" | "deletedAt";

/** As postgres.js gives it, or as in JSON from PostgreSQL. */
type Time = Date | string;

export type Row = Omit<Message, Optional | Times | "reactions" | "attachments"> & {
	author: StoredAuthor;
	bornRev: number;
	createdAt: Time;
	editedAt: Time | null;
	deletedAt: Time | null;
	/** `emoji` is the key of each. */
	reactions: Reaction[] | null;
	attachments: Attachment[] | null;
	mentions: string[] | null;
	emoji: Message["emoji"] | null;
	embeds: StoredEmbed[] | null;
	poll: StoredPoll | null;
	/** The votes for each option; `me` only for a viewer. */
	votes: { option: number; votes: number; me?: boolean }[] | null;
	thread: ThreadSummary | null;
	echoOf: Message["echoOf"] | null;
	pinnedAt: Time | null;
	system: Message["system"] | null;
};
/** A user's vote as the log of changes keeps it: the options chosen, and the count of every option after it. */
export type Vote = { options: number[]; counts: number[] };
/** A poll as it was created. */
export type StoredPoll = { question: string; options: string[]; multiple: boolean; endsAt: string | null };

export function serializeMessage(row: Row): Message {
	const { mentions, emoji, embeds, poll, votes, thread, echoOf, pinnedAt, system } = row;
	return {
		channelId: row.channelId,
		seq: row.seq,
		rev: row.rev,
		nonce: row.nonce,
		content: row.content,
		replyTo: row.replyTo,
		author: serializeAuthor(row.author),
		createdAt: timeOf(row.createdAt),
		editedAt: row.editedAt && timeOf(row.editedAt),
		deletedAt: row.deletedAt && timeOf(row.deletedAt),
		reactions: (row.reactions ?? []).map(({ emoji: key, ...reaction }) => ({
			...serializeReactionEmoji(key),
			...reaction,
		})),
		attachments: row.attachments ?? [],
		...(mentions && { mentions }),
		...(emoji && { emoji }),
		...(embeds && serializeEmbeds(row.channelId, row.seq, embeds)),
		...(poll && { poll: serializePoll(poll, votes) }),
		...(thread && { thread }),
		...(echoOf && { echoOf }),
		...(pinnedAt && { pinnedAt: timeOf(pinnedAt) }),
		...(system && { system }),
	};
}

const timeOf = (time: Time) => new Date(time).toISOString();

/** A poll with its current votes; without `votes` a new one. */
export const serializePoll = ({ options, ...poll }: StoredPoll, votes: Row["votes"] = null): Poll => ({
	...poll,
	options: options.map((text, option) => {
		const { option: _, ...readState } = votes?.find((vote) => vote.option === option) ?? { option, votes: 0 };
		return { text, ...readState };
	}),
});
