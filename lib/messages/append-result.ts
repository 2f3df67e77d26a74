import type { Attachment, Author, Message } from "../realtime/protocol";
import { type StoredPoll, serializePoll } from "./serialize";

/** What append_messages answers; drafts are named by their place, from 1. Those that are not named are stored. */
export type AppendResult = {
	at: string;
	lastSeq: number;
	lastRev: number;
	serverId: number;
	hidden: boolean;
	parentId: number | null;
	refused: number[];
	known: number[];
	knownSeqs: number[];
	lost: number[];
	unfit: number[];
	extras:
		| ({ place: number; attachments: Attachment[] | null; poll: StoredPoll | null } & Pick<
				Message,
				"echoOf" | "mentions"
		  >)[]
		| null;
	/** Of each draft the names that are mentions; null where no draft has any. */
	mentions: (string[] | null)[] | null;
	followers: number[];
	people: Author[] | null;
	/** Somebody is called by a keyword. */
	mentionsKeyword: boolean;
};

/** What a message has besides its words, as it is told. */
export function extrasOf(
	{ extras, mentions: named }: AppendResult,
	place: number,
): Pick<Message, "attachments" | "mentions" | "poll" | "echoOf"> {
	const extra = extras?.find((one) => one.place === place);
	const mentions = extra?.mentions ?? named?.[place - 1];
	return {
		attachments: extra?.attachments ?? [],
		...(mentions && { mentions }),
		...(extra?.poll && { poll: serializePoll(extra.poll) }),
		...(extra?.echoOf && { echoOf: extra.echoOf }),
	};
}

/** A message just stored, as its author gets it: events name nobody's own votes, an answer does. */
export const toResponse = (message: Message): Message => ({
	...message,
	reactions: [],
	...(message.poll && {
		poll: { ...message.poll, options: message.poll.options.map((option) => ({ ...option, me: false })) },
	}),
});
