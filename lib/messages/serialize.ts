import { type StoredEmbed, serializeEmbeds } from "../link-previews/serialize";
import type { Attachment, Message, Poll, Reaction, ThreadSummary } from "../realtime/protocol";

type Optional = "mentions" | "embeds" | "poll" | "thread" | "echoOf" | "pinnedAt";
type Times = "createdAt" | "editedAt" | "deletedAt";

export type Row = Omit<Message, Optional | Times | "reactions" | "attachments"> & {
	bornRev: number;
	createdAt: Date;
	editedAt: Date | null;
	deletedAt: Date | null;
	reactions: Reaction[] | null;
	attachments: Attachment[] | null;
	mentions: string[] | null;
	embeds: StoredEmbed[] | null;
	poll: StoredPoll | null;
	/** The votes for each option; `me` only for a viewer. */
	votes: { option: number; votes: number; me?: boolean }[] | null;
	thread: ThreadSummary | null;
	echoOf: Message["echoOf"] | null;
	pinnedAt: Date | null;
};
/** A user's vote as the log of changes keeps it: the options chosen, and the count of every option after it. */
export type Vote = { options: number[]; counts: number[] };
/** A poll as it was created. */
export type StoredPoll = { question: string; options: string[]; multiple: boolean; endsAt: string | null };

export function serializeMessage(row: Row): Message {
	const {
		bornRev: _,
		createdAt,
		editedAt,
		deletedAt,
		reactions,
		attachments,
		mentions,
		embeds,
		poll,
		votes,
		thread,
		echoOf,
		pinnedAt,
		...rest
	} = row;
	return {
		...rest,
		createdAt: createdAt.toISOString(),
		editedAt: editedAt?.toISOString() ?? null,
		deletedAt: deletedAt?.toISOString() ?? null,
		reactions: reactions ?? [],
		attachments: attachments ?? [],
		...(mentions && { mentions }),
		...serializeEmbeds(row.channelId, row.seq, embeds),
		...(poll && { poll: serializePoll(poll, votes) }),
		...(thread && { thread }),
		...(echoOf && { echoOf }),
		...(pinnedAt && { pinnedAt: pinnedAt.toISOString() }),
	};
}

/** A poll with its current votes; without `votes` a new one. */
export const serializePoll = ({ options, ...poll }: StoredPoll, votes: Row["votes"] = null): Poll => ({
	...poll,
	options: options.map((text, option) => {
		const { option: _, ...readState } = votes?.find((vote) => vote.option === option) ?? { option, votes: 0 };
		return { text, ...readState };
	}),
});
