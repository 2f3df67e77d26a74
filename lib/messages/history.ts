import { z } from "zod";
import { sql } from "@/db";
import { channelNotFound, type LoadedChannel, loadChannel, messageNotFound } from "../auth/access";
import { canViewChannelSql } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import { invalid } from "../errors";
import { queryLimit, queryNumber } from "../http/query-number";
import type { ChannelSnapshot, Message, MessagePage } from "../realtime/protocol";
import { messageColumnsSql } from "./columns";
import { type Row, serializeMessage } from "./serialize";

const seqText = (least: number) => queryNumber(least, Number.MAX_SAFE_INTEGER, "Must be a message number.");

export const PageQuery = z
	.object({
		before: seqText(1).optional(),
		after: seqText(0).optional(),
		around: seqText(1).optional(),
		limit: queryLimit(100, 50),
	})
	.superRefine(({ before, after, around }, context) => {
		if ([before, after, around].filter((given) => given !== undefined).length > 1)
			context.addIssue({ code: "custom", path: ["around"], message: "Give only one of before, after and around." });
	});
export type Place = { [part in "before" | "after" | "around" | "limit"]?: number | undefined };

type Fragment = ReturnType<typeof sql>;
type Headed = { firstSeq: number; lastSeq: number; lastRev: number; lastReadSeq: number; from: number; upTo: number };

/**
 * Heads and messages in one statement, so from one snapshot, with the membership checked in it. `where` selects from
 * `m`. PostgreSQL sends the messages as one JSON value: a row for each costs this process several times as much. Null if
 * the viewer may not see the channel.
 */
async function queryMessages(
	viewer: Viewer,
	channelId: number,
	where: Fragment,
	from: Fragment = sql`0::bigint`,
	/** The user whose reactions have `me` set. */
	me: number | null = viewer.id,
	upTo: Fragment = sql`c.last_rev`,
): Promise<(Headed & { messages: Message[] }) | null> {
	const [row] = await sql<(Headed & { messages: Row[] | null })[]>`
		select c.first_seq as "firstSeq", c.last_seq as "lastSeq", c.last_rev as "lastRev",
			read_position(c, d.last_read_seq) as "lastReadSeq",
			${from} as "from", ${upTo} as "upTo", (
				select json_agg(row_to_json(p) order by p.seq) from (
					select ${messageColumnsSql(me)} from messages m join users u on u.id = m.author_id
					where m.channel_id = c.id and ${where}
				) p
			) as messages
		from channels c join servers s on s.id = c.server_id
		join memberships j on j.server_id = c.server_id and j.user_id = ${viewer.id}
		left join reads d on d.channel_id = c.id and d.user_id = ${viewer.id}
		where c.id = ${channelId} and ${canViewChannelSql(viewer.id)}`;
	return row ? { ...row, messages: (row.messages ?? []).map(serializeMessage) } : null;
}

/**
 * The messages from a seq on, up to another. Seqs have no gaps, so a page is a range of them. The head is in it so that
 * PostgreSQL does not plan the statement again for each range.
 */
const inRange = (first: Fragment, length: number): Fragment =>
	sql`(m.seq >= least(${first}, c.last_seq + 1) and m.seq < least(${first}, c.last_seq + 1) + ${length}::bigint)`;

const newestRange = (length: number): Fragment => inRange(sql`c.last_seq + 1 - ${length}::bigint`, length);

/**
 * A page of a channel's history, ascending; the newest without a position. Seqs have no gaps, so they show what lies
 * beyond.
 */
export async function page(
	viewer: Viewer,
	channel: Pick<LoadedChannel, "id" | "firstSeq" | "lastSeq">,
	place: Place = {},
): Promise<MessagePage> {
	const { first: start, end } = rangeOf(place, channel);
	const range = isNewest(place) ? newestRange(end - start) : inRange(sql`${start}::bigint`, end - start);
	const found = await queryMessages(viewer, channel.id, range);
	if (!found) throw channelNotFound();
	const { messages, firstSeq, lastSeq, lastRev } = found;
	const first =
		messages[0]?.seq ?? (place.after !== undefined ? Math.min(place.after, lastSeq) + 1 : (place.before ?? 1));
	const last = messages.at(-1)?.seq ?? (place.after !== undefined ? lastSeq : Math.min(first - 1, lastSeq));
	const isEmpty = firstSeq > lastSeq;
	return {
		...{ messages, ...beginning(firstSeq), lastSeq, lastRev },
		hasBefore: first > firstSeq && !isEmpty,
		hasAfter: last < lastSeq && !isEmpty,
	};
}

/** Where a log begins, as clients receive it: only where messages have expired. */
export const beginning = (firstSeq: number) => firstSeq > 1 && { firstSeq };

export const isNewest = ({ before, after, around }: Place) =>
	before === undefined && after === undefined && around === undefined;

/** The seqs of a page, from `first`, which may be before the start, to before `end`. */
export function rangeOf(
	{ before, after, around, limit = 50 }: Place,
	{ firstSeq, lastSeq }: { firstSeq: number; lastSeq: number },
): { first: number; end: number } {
	let first = lastSeq + 1 - limit;
	if (before !== undefined) first = Math.min(before, lastSeq + 1) - limit;
	if (after !== undefined) first = Math.max(Math.min(after, lastSeq) + 1, firstSeq);
	// Half of the page lies before the position. Near the head, earlier messages fill the rest.
	if (around !== undefined) first = Math.max(firstSeq, Math.min(around - Math.ceil(limit / 2), lastSeq - limit) + 1);
	return { first, end: first + limit };
}

/** The newest messages for any viewer, without `me`. Null if the viewer may not see the channel. */
export const newest = (viewer: Viewer, channelId: number, limit: number) =>
	queryMessages(viewer, channelId, newestRange(limit), undefined, null);

/** The messages from a seq on, in the same way. */
export const block = (viewer: Viewer, channelId: number, first: number, length: number) =>
	queryMessages(viewer, channelId, inRange(sql`${first}::bigint`, length), undefined, null);

/** Returns one message as the viewer sees it. Throws `message_not_found`, and like loadChannel. */
export async function getMessage(viewer: Viewer, channelId: number, seq: number): Promise<Message> {
	const found = await queryMessages(viewer, channelId, sql`m.seq = ${seq}`);
	if (!found) {
		await loadChannel(viewer, channelId);
		throw channelNotFound();
	}
	const [message] = found.messages;
	if (!message) throw messageNotFound();
	return message;
}

const maxCatchUp = 200;
/** The maximum of changed messages in one answer, and of their text, but for the rest of the last revision. */
const maxChanged = 500;
const maxChangedBytes = 256 * 1024;
/** About what a message takes besides its text. */
const bytesAround = 500;

export type CatchUp = {
	afterSeq?: number | undefined;
	afterRev?: number | undefined;
	firstSeq?: number | undefined;
	limit?: number | undefined;
};

/**
 * A channel's heads and the messages that an opening client requests: the newest `limit`; or those after `afterSeq` (at
 * most 200, `complete` if that is all) and the earlier messages changed since `afterRev`, by whole revisions, up to
 * `changedUpTo` if that is not all; or none. Null if the viewer may not see the channel.
 */
export async function catchUp(viewer: Viewer, channelId: number, wanted: CatchUp): Promise<ChannelSnapshot | null> {
	const { afterSeq, afterRev, firstSeq = 0, limit } = wanted;
	if (limit !== undefined) {
		if (afterSeq !== undefined || afterRev !== undefined)
			throw invalid({ limit: "Give either limit or afterSeq and afterRev." });
		const found = await queryMessages(viewer, channelId, newestRange(limit));
		return found && opened(found, (found.messages[0]?.seq ?? found.firstSeq) === found.firstSeq);
	}
	if (afterSeq === undefined && afterRev === undefined) {
		const found = await queryMessages(viewer, channelId, sql`false`);
		return found && opened(found, true);
	}
	// Messages created after afterRev are the log's end: below the first of them, only changes count.
	const known: Fragment =
		afterSeq !== undefined
			? sql`${afterSeq}::bigint`
			: sql`coalesce((select b.seq from messages b where b.channel_id = c.id and b.born_rev <= ${afterRev ?? 0} order by b.seq desc limit 1), 0)`;
	const from: Fragment = sql`greatest(${known}, c.first_seq - 1)`;
	const came: Fragment = sql`(m.seq > ${from} and m.seq <= ${from} + ${maxCatchUp})`;
	if (afterRev === undefined) {
		const found = await queryMessages(viewer, channelId, came, from);
		return found && opened(found, found.lastSeq - found.from <= maxCatchUp);
	}
	const [h, m]: [Fragment, Fragment] = [sql`h`, sql`m`];
	const isChanged = (m: Fragment): Fragment =>
		sql`(${m}.seq <= ${from} and ${m}.seq >= ${firstSeq}::bigint and ${m}.rev <> ${m}.born_rev and ${m}.rev > ${afterRev})`;
	const upTo: Fragment = sql`coalesce((
		select min(b.rev) from (
			select p.rev, row_number() over w as n, sum(octet_length(p.content) + ${bytesAround}::int) over w as bytes from (
				select h.rev, h.content from messages h where h.channel_id = c.id and ${isChanged(h)}
				order by h.rev limit ${maxChanged}
			) p window w as (order by p.rev)
		) b where b.n >= ${maxChanged} or b.bytes >= ${maxChangedBytes}), c.last_rev)`;
	const changed: Fragment = sql`(${isChanged(m)} and m.rev <= ${upTo})`;
	const found = await queryMessages(viewer, channelId, sql`(${came} or ${changed})`, from, viewer.id, upTo);
	if (!found) return null;
	const changedUpTo = found.upTo < found.lastRev ? { changedUpTo: found.upTo } : {};
	return { ...opened(found, found.lastSeq - found.from <= maxCatchUp), ...changedUpTo };
}

const opened = (
	{ from, upTo, firstSeq, ...unread }: Headed & { messages: Message[] },
	complete: boolean,
): ChannelSnapshot => ({
	...unread,
	...beginning(firstSeq),
	complete,
});
