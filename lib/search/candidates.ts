import type { TransactionSql } from "postgres";
import { flagsOf } from "./has-filters";
import { keyOf, ngramsWithin } from "./ngrams";
import type { Query, Term } from "./query";

/** A matching message, by its document. */
export type Hit = { channelId: number; seq: number; at: Date; words: string };
/** The users, channels and time range of a search. */
export type SearchScope = {
	/** Channels the viewer may see, without threads, and their servers. */
	roots: number[];
	servers: number[];
	authorId: number | null;
	mentionedId: number | null;
	before: Pick<Hit, "at" | "channelId" | "seq"> | null;
	/** The newest message that may be found. */
	notAfter: Pick<Hit, "at" | "channelId" | "seq"> | null;
	/** Messages whose index entries are outdated. */
	outdated: Pick<Hit, "channelId" | "seq">[];
};
/** The newest matches; `total` if all matches were counted. */
export type Found = { hits: Hit[]; total: number | null };

/** The number of newest messages that are simply scanned, which is enough for a common word. */
const firstWalk = 2000;
/** The length of a second scan, if so many messages should be enough. */
const longerWalk = 25_000;
/** The maximum of index results that are sorted by time. */
const maxPostings = 20_000;
/** The maximum of keys looked up in each channel; the text itself decides. */
const maxKeys = 10;
/** Beyond this many channels the newest messages are read by server, without hidden channels. */
const maxBranches = 64;

/**
 * The newest matches, found in one of two ways. A scan reads the newest messages and tests each: best for common words,
 * for which the index would return a large part of all messages to be sorted. The index returns all messages with the
 * rarest trigrams: best for rare words. A short scan comes first, and shows how common the word is.
 */
export async function candidates(tx: TransactionSql, query: Query, place: SearchScope, most: number): Promise<Found> {
	const keys = keysFor(query, place);
	if (keys.length === 0) return walkOn(tx, query, place, most);
	const short = await walk(tx, query, place, most, firstWalk);
	if (short.isWhole) return short;
	if (short.hits.length >= most) return short;

	const shareFound = Math.max(short.hits.length, 0.5) / firstWalk;
	const needed = Math.ceil(most / shareFound);
	if (needed <= longerWalk) {
		const longer = await walkOn(tx, query, place, most, 3 * needed);
		if (longer.hits.length >= most) return longer;
	}
	return (await lookUp(tx, query, place, most, keys)) ?? walkOn(tx, query, place, most);
}

/** SQL with its parameters in the order of their use. */
class Draft {
	readonly values: (string | number | Date | number[])[] = [];
	log = (value: string | number | Date | number[]): string => `$${this.values.push(value)}`;
}

const COLUMNS = "channel_id, seq, at, root_id, author_id, traits, words";
const NEWEST_FIRST = "order by at desc, channel_id desc, seq desc";
type Row = { channel_id: number; seq: number; at: Date; words: string };
const hitOf = ({ channel_id: channelId, seq, at, words }: Row): Hit => ({ channelId, seq, at, words });

/** Reads the newest `budget` messages and keeps the matches. */
async function walk(tx: TransactionSql, query: Query, place: SearchScope, most: number, budget: number) {
	const draft = new Draft();
	const rows = await tx.unsafe<(Row & { walked: number; total: number | null })[]>(
		`with walked as materialized (select * from (${branches(draft, query, place, budget)}) b ${NEWEST_FIRST} limit ${budget})
		select w.walked, h.* from (select count(*)::int as walked from walked) w left join lateral (
			select ${COLUMNS}, count(*) over ()::int as total from walked d
			where ${answers(draft, query, place)} ${NEWEST_FIRST} limit ${most}
		) h on true ${NEWEST_FIRST}`,
		draft.values,
	);
	// Fewer than the budget: nothing older is left.
	const isWhole = (rows[0]?.walked ?? 0) < budget;
	return {
		isWhole,
		hits: rows.filter((row) => row.seq !== null).map(hitOf),
		total: isWhole ? (rows[0]?.total ?? 0) : null,
	};
}

/** Reads on until enough matches are found, `budget` messages are read, or the time limit of a search is reached. */
async function walkOn(
	tx: TransactionSql,
	query: Query,
	place: SearchScope,
	most: number,
	budget = 100_000_000,
): Promise<Found> {
	const draft = new Draft();
	const rows = await tx.unsafe<Row[]>(
		`select ${COLUMNS} from (
			select * from (${branches(draft, query, place, budget)}) b ${NEWEST_FIRST} limit ${budget}
		) d where ${answers(draft, query, place)} ${NEWEST_FIRST} limit ${most}`,
		draft.values,
	);
	return { hits: rows.map(hitOf), total: rows.length < most ? rows.length : null };
}

/** The index results for all keys, sorted; null if there are too many to sort. */
async function lookUp(tx: TransactionSql, query: Query, place: SearchScope, most: number, keys: string[]) {
	const draft = new Draft();
	const roots = draft.log(place.roots);
	const numbers = draft.log(place.roots.flatMap((root) => keys.map((key) => keyOf(root, key))));
	// `offset 0`: only the keys may choose the plan. The index of channels would read all of their messages.
	const rows = await tx.unsafe<(Row & { total: number })[]>(
		`select *, count(*) over ()::int as total from (
			select h.* from unnest(${roots}::bigint[]) with ordinality r(id, n) cross join lateral (
				select ${COLUMNS} from (
					select ${COLUMNS} from search_documents
					where keys @> (${numbers}::int[])[(r.n - 1) * ${keys.length} + 1:r.n * ${keys.length}] offset 0
				) d where d.root_id = r.id and ${range(draft, query, place)} and ${answers(draft, query, place)}
			) h limit ${maxPostings + 1}
		) t ${NEWEST_FIRST} limit ${most}`,
		draft.values,
	);
	const total = rows[0]?.total ?? 0;
	return total > maxPostings ? null : { hits: rows.map(hitOf), total };
}

/**
 * All documents of the channels, each channel's newest first. A separate limit makes PostgreSQL merge them lazily
 * instead of sorting them all.
 */
function branches(draft: Draft, query: Query, place: SearchScope, most: number): string {
	const byRoot = place.roots.length <= maxBranches;
	return (byRoot ? place.roots : place.servers)
		.map(
			(id) => `(select ${COLUMNS} from search_documents
				where ${byRoot ? "root_id" : "server_id"} = ${draft.log(id)}::bigint ${byRoot ? "" : `and ${visible(draft, place)}`}
					and ${range(draft, query, place)}
				${NEWEST_FIRST} limit ${most})`,
		)
		.join(" union all ");
}

function range(draft: Draft, { since, until }: Query, { before, notAfter }: SearchScope): string {
	const conditions = ["true"];
	const row = ({ at, channelId, seq }: Pick<Hit, "at" | "channelId" | "seq">) =>
		`(${draft.log(at)}::timestamptz, ${draft.log(channelId)}::bigint, ${draft.log(seq)}::bigint)`;
	if (since) conditions.push(`at >= ${draft.log(since)}::timestamptz`);
	if (until) conditions.push(`at < ${draft.log(until)}::timestamptz`);
	if (before) conditions.push(`(at, channel_id, seq) < ${row(before)}`);
	if (notAfter) conditions.push(`(at, channel_id, seq) <= ${row(notAfter)}`);
	return conditions.join(" and ");
}

/** The amount of content in hidden channels must not leak, so it is never counted, not even as skipped. */
const visible = (draft: Draft, { roots }: SearchScope): string => `root_id = any (${draft.log(roots)}::bigint[])`;

/** Over `d`: the viewer may see its channel, and it matches the query. */
function answers(draft: Draft, query: Query, place: SearchScope): string {
	const conditions = [`d.${visible(draft, place)}`];
	if (place.outdated.length > 0)
		conditions.push(`not exists (select from unnest(${draft.log(place.outdated.map(({ channelId }) => channelId))}::bigint[],
			${draft.log(place.outdated.map(({ seq }) => seq))}::bigint[]) o(channel_id, seq)
			where o.channel_id = d.channel_id and o.seq = d.seq)`);
	if (place.authorId !== null) conditions.push(`d.author_id = ${draft.log(place.authorId)}::bigint`);
	if (place.mentionedId !== null)
		conditions.push(`exists (select from mentions n where n.user_id = ${draft.log(place.mentionedId)}::bigint
			and n.channel_id = d.channel_id and n.seq = d.seq and n.kind = 'name')`);
	if (query.traits.length > 0) {
		const bits = draft.log(flagsOf(query.traits));
		conditions.push(`d.traits & ${bits}::int = ${bits}::int`);
	}
	for (const term of query.terms) conditions.push(holds(draft, term));
	for (const term of query.without) conditions.push(`not ${holds(draft, term)}`);
	return conditions.join(" and ");
}

function holds(draft: Draft, { text, whole }: Term): string {
	if (!whole) return `position(${draft.log(text)}::text in d.words) > 0`;
	const literal = text.replace(/[^\p{L}\p{N}]/gu, "\\$&");
	const [begins, ends] = [/^[\p{L}\p{N}]/u.test(text), /[\p{L}\p{N}]$/u.test(text)];
	// The characters that would continue the word, as in match.ts.
	const beside = (isLetter: boolean) => (isLetter ? "[^[:alnum:]]" : begins === ends ? "[[:alnum:][:space:]]" : "");
	const [before, after] = [beside(begins), beside(ends)];
	return `d.words ~ ${draft.log(`${before && `(^|${before})`}${literal}${after && `($|${after})`}`)}::text`;
}

/** Keys that every matching document has, spread over the query. */
function keysFor({ terms, traits }: Query, { authorId, mentionedId }: SearchScope): string[] {
	const each = terms.map(({ text, whole }) => (whole ? [` ${text} `] : spread([...ngramsWithin(text)])));
	const keys: string[] = [];
	for (let round = 0; keys.length < maxKeys && each.some((grams) => round < grams.length); round++)
		for (const grams of each) {
			const gram = grams[round];
			if (gram !== undefined && !keys.includes(gram)) keys.push(gram);
		}
	const extra = [
		...(authorId === null ? [] : [authorKey(authorId)]),
		...(mentionedId === null ? [] : [mentionKey(mentionedId)]),
		...traits.map(hasFilterKey),
	];
	return [...keys.slice(0, maxKeys), ...extra];
}

/** Reorders trigrams: the first and the last, then every third, then the rest. Neighbours are nearly redundant. */
function spread(grams: string[]): string[] {
	const last = grams.length - 1;
	const rank = (at: number) => (at === 0 || at === last ? 0 : at % 3 === 0 ? 1 : 2);
	return grams
		.map((gram, at) => ({ gram, rank: rank(at) }))
		.sort((a, b) => a.rank - b.rank)
		.map(({ gram }) => gram);
}

// No trigram of a text contains NUL.
export const authorKey = (id: number) => `\0a${id}`;
export const mentionKey = (id: number) => `\0m${id}`;
export const hasFilterKey = (trait: string) => `\0t${trait}`;
