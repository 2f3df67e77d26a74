import { sql } from "@/db";
import * as keywords from "../keywords/keywords";
import { appState } from "../process/app-state";
import type { StoredAuthor } from "../users/serialize";
import type { Batch } from "./append-queue";
import type { AppendResult } from "./append-result";
import { everyoneLimit } from "./mention-everyone";

/**
 * Whether append_to_channels can store a batch: its messages are texts and replies that mention nobody and contain no
 * emoji of the server. It is known at once if the keywords of the server are in memory.
 */
export function isPlain({ channelId, messages }: Batch): boolean | Promise<boolean> {
	const isRich = messages.some(
		({ names, input: { attachmentIds, poll, echoOf, emoji } }) =>
			names.length > 0 || (attachmentIds?.length ?? 0) > 0 || poll || echoOf || emoji,
	);
	if (isRich) return false;
	const mentioned = keywords.findMentions(
		channelId,
		messages.map(({ input }) => input.content),
	);
	return mentioned instanceof Promise ? mentioned.then(isEmpty) : isEmpty(mentioned);
}

const isEmpty = ({ people }: { people: number[] }) => people.length === 0;

type Stored = Pick<
	AppendResult,
	"lastSeq" | "lastRev" | "serverId" | "hidden" | "parentId" | "uncounted" | "followers"
> & {
	channelId: number;
	people: StoredAuthor[];
};

/** Stores plain batches of several channels in one transaction. A channel without a result was left out. */
export async function appendTogether(batches: Batch[]): Promise<Map<number, AppendResult>> {
	const drafts = batches.flatMap(({ channelId, messages }) =>
		messages.map(({ viewer, input }) => ({ channelId, authorId: viewer.id, ...input })),
	);
	const replies = drafts.some(({ replyTo }) => replyTo != null) ? drafts.map(({ replyTo }) => replyTo ?? null) : [];
	const [row] = await sql<{ stored: { at: string; channels: Stored[] | null } }[]>`
		select append_to_channels(${drafts.map(({ channelId }) => channelId)}::bigint[],
			${drafts.map(({ authorId }) => authorId)}::bigint[], ${drafts.map(({ nonce }) => nonce)}::uuid[],
			${drafts.map(({ content }) => content)}::text[], ${replies}::bigint[]) as stored`;
	const { at = "", channels = null } = row?.stored ?? {};
	return new Map((channels ?? []).map(({ channelId, ...stored }) => [channelId, { ...wholly, ...stored, at }]));
}

/** The result of a batch of which everything is stored and nothing mentions anybody. */
const wholly = {
	...{ refused: [], known: [], knownSeqs: [], lost: [], unfit: [], early: [] },
	...{ earlyMs: null, extras: null, mentions: null, mentionsKeyword: false },
};

/** Stores a batch of one channel, whatever it carries. Returns null if the channel is gone. */
export async function appendAlone({ channelId, messages }: Batch): Promise<AppendResult | null> {
	// A broadcast of a reply mentions nobody: the reply itself has done so already.
	const names = messages.flatMap(({ names }, index) => names.map((name) => ({ place: index + 1, name })));
	const mentioned = await keywords.findMentions(
		channelId,
		messages.map(({ input }) => (input.echoOf ? "" : input.content)),
	);
	const here = names.some(({ name }) => name === "here") ? appState().presence.online() : [];
	const extras = messages.flatMap(({ input: { attachmentIds = [], poll, echoOf, mentions, emoji } }, index) =>
		attachmentIds.length > 0 || poll || echoOf || emoji
			? [{ place: index + 1, extra: JSON.stringify({ attachmentIds, poll, echoOf, mentions, emoji }) }]
			: [],
	);
	const authors = messages.map(({ viewer }) => viewer.id);
	const replies = messages.some(({ input }) => input.replyTo != null)
		? messages.map(({ input }) => input.replyTo ?? null)
		: [];
	const nonces = messages.map(({ input }) => input.nonce);
	const append = sql`append_messages(${channelId}, ${[...new Set(authors)]}::bigint[], ${authors}::bigint[],
		${nonces}::uuid[], ${messages.map(({ input }) => input.content)}::text[], ${replies}::bigint[],
		${names.map(({ place }) => place)}::int[], ${names.map(({ name }) => name)}::text[],
		${here}::bigint[], ${everyoneLimit}, ${extras.map(({ place }) => place)}::int[],
		${extras.map(({ extra }) => extra)}::text[])`;
	const [row] = await (mentioned.people.length === 0
		? sql<{ stored: AppendResult | null }[]>`select ${append} as stored`
		: sql<{ stored: AppendResult | null }[]>`
			select append_and_call(${append}, ${channelId}, ${authors}::bigint[], ${nonces}::uuid[],
				${mentioned.places}::int[], ${mentioned.people}::bigint[]) as stored`);
	return row?.stored ? { ...row.stored, mentionsKeyword: mentioned.people.length > 0 } : null;
}
