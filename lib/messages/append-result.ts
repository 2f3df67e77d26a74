import type { Attachment, Message } from "../realtime/protocol";
import type { StoredAuthor } from "../users/serialize";
import { type StoredPoll, serializePoll } from "./serialize";

/** The result of append_messages. Drafts are named by their index from 1; those not named are stored. */
export type AppendResult = {
	at: string;
	lastSeq: number;
	lastRev: number;
	serverId: number;
	hidden: boolean;
	parentId: number | null;
	/** The messages of the channel that do not count as unread. */
	uncounted: number;
	refused: number[];
	known: number[];
	knownSeqs: number[];
	lost: number[];
	unfit: number[];
	/** Of members who have to wait because of slow mode, and for how long. */
	early: number[];
	earlyMs: number[] | null;
	extras:
		| ({ place: number; attachments: Attachment[] | null; poll: StoredPoll | null } & Pick<
				Message,
				"echoOf" | "mentions" | "emoji"
		  >)[]
		| null;
	/** The mentioned names of each draft; null if no draft has any. */
	mentions: (string[] | null)[] | null;
	followers: number[];
	people: StoredAuthor[] | null;
	/** A keyword mentions at least one user. */
	mentionsKeyword: boolean;
};

/** The serialized fields of a message besides its text. */
export function extrasOf(
	{ extras, mentions: named }: AppendResult,
	place: number,
): Pick<Message, "attachments" | "mentions" | "emoji" | "poll" | "echoOf"> {
	const extra = extras?.find((one) => one.place === place);
	const mentions = extra?.mentions ?? named?.[place - 1];
	return {
		attachments: extra?.attachments ?? [],
		...(mentions && { mentions }),
		...(extra?.emoji && { emoji: extra.emoji }),
		...(extra?.poll && { poll: serializePoll(extra.poll) }),
		...(extra?.echoOf && { echoOf: extra.echoOf }),
	};
}

/** A newly stored message for its author: unlike events, a response includes the viewer's own votes. */
export const toResponse = (message: Message): Message =>
	message.poll
		? {
				...message,
				poll: { ...message.poll, options: message.poll.options.map((option) => ({ ...option, me: false })) },
			}
		: message;
