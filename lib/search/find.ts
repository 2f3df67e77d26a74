import { createHash } from "node:crypto";
import type { TransactionSql } from "postgres";
import { z } from "zod";
import { sql } from "@/db";
import { canReadHistorySql } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import { AppError, databaseCode, invalid } from "../errors";
import { queryLimit } from "../http/query-number";
import { messageColumnsSql } from "../messages/columns";
import { type Row, serializeMessage } from "../messages/serialize";
import type { SearchPage, SearchResult } from "../realtime/protocol";
import { text } from "../text/schema";
import { candidates, type Hit, type SearchScope } from "./candidates";
import { isTimeZone } from "./dates";
import { rangesIn, scoreOf } from "./match";
import { maxQueryLength, parse, type Query } from "./query";
import { matchesNow, outdatedIn } from "./stale-index";

export const SearchQuery = z.object({
	q: text(1, maxQueryLength),
	sort: z.enum(["newest", "relevance"], "Must be newest or relevance.").default("newest"),
	limit: queryLimit(50, 25),
	cursor: z.string().max(1000).optional(),
	timeZone: z.string().max(64).refine(isTimeZone, "Must be a time zone, such as Europe/Oslo.").default("UTC"),
});
type Wanted = z.output<typeof SearchQuery>;

/** The best match is chosen among this many of the newest matches. */
const maxRanked = 250;
const timeoutMs = 3000;

type Key = Pick<Hit, "at" | "channelId" | "seq">;
/** The end of a page; in a ranked list also the ranked messages, and how many of them were returned. */
type Cursor = { last: Key; given: number };

/**
 * Messages that match `q` in all channels the viewer may see at this moment, threads included. Other messages are
 * neither searched nor counted, and the statement that reads the text checks the membership again. Throws
 * `invalid_request` for an invalid query, and `unavailable` after the time limit.
 */
export async function search(viewer: Viewer, wanted: Wanted): Promise<SearchPage> {
	const query = parse(wanted.q, wanted.timeZone);
	const cursor = wanted.cursor === undefined ? null : cursorFrom(wanted);
	try {
		return (await sql.begin("isolation level repeatable read read only", (tx) =>
			find(tx, viewer, query, wanted, cursor),
		)) as SearchPage;
	} catch (error) {
		if (databaseCode(error) !== "57014") throw error;
		throw new AppError("unavailable", "That search takes too long: add a word or a filter.", { retryAfterMs: 1000 });
	}
}

async function find(
	tx: TransactionSql,
	viewer: Viewer,
	query: Query,
	wanted: Wanted,
	cursor: Cursor | null,
): Promise<SearchPage> {
	await tx`select set_config('statement_timeout', ${String(timeoutMs)}, true), set_config('enable_seqscan', 'off', true),
		set_config('max_parallel_workers_per_gather', '0', true), set_config('work_mem', '16MB', true)`;
	const scope = await scopeOf(tx, viewer, query);
	if (!scope) return { results: [], total: 0, nextCursor: null };
	const { limit, sort } = wanted;
	const outdated = await outdatedIn(tx, query, scope.roots);
	const isRanked = sort === "relevance" && query.terms.length > 0;
	const place: SearchScope = {
		...scope,
		outdated: outdated.places,
		before: cursor && !isRanked ? cursor.last : null,
		notAfter: cursor && isRanked ? cursor.last : null,
	};
	const { hits, total } = await candidates(tx, query, place, isRanked ? maxRanked : limit + 1);
	const ordered = isRanked ? ranked(hits, query) : hits;
	const from = isRanked ? (cursor?.given ?? 0) : 0;
	const page = ordered.slice(from, from + limit);
	const results = await resultsOf(tx, viewer, query, page);
	const newest = hits[0];
	const last = isRanked ? newest : page.at(-1);
	const hasMore = ordered.length > from + limit;
	return {
		results,
		total: cursor || !outdated.isWhole ? null : total,
		nextCursor: hasMore && last ? cursorTo(wanted, { last, given: from + limit }) : null,
	};
}

/**
 * The channels the viewer may search, narrowed by `in:` and `server:`, and the users that the query names; null if
 * nothing can match.
 */
async function scopeOf(tx: TransactionSql, viewer: Viewer, query: Query) {
	const server = query.server;
	const serverId = server !== null && /^[1-9][0-9]{0,14}$/.test(server) ? Number(server) : 0;
	const channels = await tx<{ id: number; serverId: number }[]>`
		select c.id, c.server_id as "serverId" from memberships m join servers s on s.id = m.server_id
		join channels c on c.server_id = s.id
		where m.user_id = ${viewer.id} and c.parent_id is null and ${canReadHistorySql(viewer.id)}
			and (${query.in}::text is null or c.name = ${query.in})
			and (${server}::text is null or lower(s.name) = lower(${server}) or s.id = ${serverId}::bigint)
		order by c.id`;
	const authorId = await userNamed(tx, viewer, query.from);
	const mentionedId = await userNamed(tx, viewer, query.mentions);
	if (channels.length === 0 || authorId === undefined || mentionedId === undefined) return null;
	return {
		roots: channels.map(({ id }) => id),
		servers: [...new Set(channels.map(({ serverId }) => serverId))],
		...{ authorId, mentionedId },
	};
}

/** Null without a name; undefined if no user has it. */
async function userNamed(tx: TransactionSql, viewer: Viewer, name: string | null): Promise<number | null | undefined> {
	if (name === null) return null;
	if (name === "me") return viewer.id;
	const [row] = await tx<{ id: number }[]>`select id from users where username = ${name}`;
	return row?.id;
}

function ranked(hits: Hit[], { terms }: Query): Hit[] {
	const now = Math.max(0, ...hits.map(({ at }) => at.getTime()));
	return hits
		.map((hit) => ({ hit, score: scoreOf(hit.words, terms, now - hit.at.getTime()) }))
		.sort((a, b) => b.score - a.score)
		.map(({ hit }) => hit);
}

type ResultRow = Row & {
	serverId: number;
	channelName: string;
	parentId: number | null;
	parentSeq: number | null;
};

/**
 * The messages in their current state, of channels the viewer may see now. One changed since it was indexed must still
 * match.
 */
async function resultsOf(tx: TransactionSql, viewer: Viewer, query: Query, hits: Hit[]): Promise<SearchResult[]> {
	if (hits.length === 0) return [];
	const rows = await tx<ResultRow[]>`
		select ${messageColumnsSql(viewer.id)}, c.server_id as "serverId", coalesce(p.name, c.name) as "channelName",
			c.parent_id as "parentId", c.parent_seq as "parentSeq"
		from unnest(${hits.map(({ channelId }) => channelId)}::bigint[], ${hits.map(({ seq }) => seq)}::bigint[])
			with ordinality k(channel_id, seq, place)
		join messages m on m.channel_id = k.channel_id and m.seq = k.seq join users u on u.id = m.author_id
		join channels c on c.id = m.channel_id join servers s on s.id = c.server_id
		join memberships j on j.server_id = s.id and j.user_id = ${viewer.id}
		left join channels p on p.id = c.parent_id
		where m.deleted_at is null and ${canReadHistorySql(viewer.id)} order by k.place`;
	return rows.flatMap(({ serverId, channelName, parentId, parentSeq, ...row }) => {
		const message = serializeMessage(row);
		if (!matchesNow(message, query)) return [];
		const thread = parentId !== null && parentSeq !== null ? { thread: { parentId, parentSeq } } : {};
		const highlights = rangesIn(message.content, query.terms);
		return [{ serverId, channelId: message.channelId, channelName, ...thread, message, highlights }];
	});
}

/** The last moment of the year 9999. No message is later, or earlier than 1970. */
const lastMoment = 253_402_300_799_999;

const place = z.tuple([
	z.string().max(16),
	z.int().min(0).max(lastMoment),
	z.int().positive(),
	z.int().positive(),
	z.int().min(0).max(maxRanked),
]);

/** The list that a cursor belongs to: the query and the order. */
const markOf = ({ q, sort, timeZone }: Wanted) =>
	createHash("sha256")
		.update(JSON.stringify([q, sort, timeZone]))
		.digest("base64url")
		.slice(0, 8);

function cursorTo(wanted: Wanted, { last, given }: Cursor): string {
	const parts = [markOf(wanted), last.at.getTime(), last.channelId, last.seq, given];
	return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

function cursorFrom(wanted: Wanted): Cursor {
	try {
		const parsed = place.safeParse(JSON.parse(Buffer.from(wanted.cursor ?? "", "base64url").toString()));
		if (parsed.success) {
			const [marker, at, channelId, seq, given] = parsed.data;
			if (marker === markOf(wanted)) return { last: { at: new Date(at), channelId, seq }, given };
		}
	} catch {
		// Not JSON, so not a valid cursor.
	}
	throw invalid({ cursor: "Is not a cursor of this list." });
}
