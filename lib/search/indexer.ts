import { performance } from "node:perf_hooks";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { openConnection } from "@/db";
import type { Client } from "@/db/connection";
import { isDatabaseUnavailable } from "../errors";
import { log } from "../process/log";
import { authorKey, hasFilterKey, mentionKey } from "./candidates";
import { flagsOf, hasFiltersOf, type Searchable, wordsOf } from "./has-filters";
import { fold, keyOf, ngramsOf } from "./ngrams";

/** Increase it whenever the document format changes: then all documents are written again while the app runs. */
export const indexEdition = 2;

/** An arbitrary number that must stay the same in every instance. */
const LOCK = 7_274_002;

/** The key of the lock under which a channel's index is written. */
export const indexLockKey = (channelId: number): string => `search ${channelId}`;

const everyMs = 400;
/**
 * The pause between two rounds, as a multiple of the last one's duration. Users' requests come first: their messages
 * are found later.
 */
const rest = 0.2;
const restWhenBusy = 4;
/** The event loop's load from which on this process counts as busy. */
const busy = 0.6;
/** The retry interval while another instance writes the index. */
const standByMs = 2000;
/**
 * The maximum of messages at once. Channels that are only slightly behind go first, so that an import delays no other
 * messages.
 */
const batch = 500;
const channelsAtOnce = 50;
/** Documents built in one turn of the event loop. */
const inOneTurn = 50;

/**
 * Writes the search index, slightly behind the logs: each channel's revisions in order, from its stored progress on. So
 * nothing is missed after any interruption, and an older database is indexed while the app runs. Of several instances
 * the one that holds the lock does it. Returns a function that stops it.
 */
export function startIndexing(): () => Promise<void> {
	let stopped = false;
	let wake = () => {};
	const pause = (ms: number) =>
		new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, ms);
			wake = () => {
				clearTimeout(timer);
				resolve();
			};
		});
	const work = async () => {
		while (!stopped) {
			// The lock belongs to its connection, which does all the work: without the lock no more is written.
			const line = openConnection({ max_lifetime: null, idle_timeout: null });
			try {
				const [held] = await line<{ held: boolean }[]>`select pg_try_advisory_lock(${LOCK}) as held`;
				while (held?.held && !stopped) {
					const begun = performance.now();
					const load = performance.eventLoopUtilization();
					const isMore = await round(line);
					const isBusy = performance.eventLoopUtilization(load).utilization > busy;
					await pause(isMore ? (performance.now() - begun) * (isBusy ? restWhenBusy : rest) : everyMs);
				}
			} catch (error) {
				log[isDatabaseUnavailable(error) ? "debug" : "error"](
					{ err: error },
					"what can be searched could not be written; trying again",
				);
			}
			await line.end({ timeout: 1 }).catch(() => {});
			if (!stopped) await pause(standByMs);
		}
	};
	const done = work();
	return async () => {
		stopped = true;
		wake();
		await Promise.race([done, sleep(5000, undefined, { ref: false })]);
	};
}

type Behind = { channelId: number; rootId: number; serverId: number };

/** Indexes one batch of every channel that is behind. Returns whether more is waiting. */
async function round(line: Client): Promise<boolean> {
	const behind = await line<Behind[]>`
		select c.id as "channelId", coalesce(c.parent_id, c.id) as "rootId", c.server_id as "serverId"
		from channels c left join search_progress p on p.channel_id = c.id and p.edition = ${indexEdition}
		where c.last_rev > coalesce(p.rev, 0) or c.last_seq > coalesce(p.seq, 0)
		order by c.last_rev - coalesce(p.rev, 0) + c.last_seq - coalesce(p.seq, 0) limit ${channelsAtOnce}`;
	let left = batch;
	for (const channel of behind) {
		left -= await advance(line, channel);
		if (left <= 0) break;
	}
	if (behind.length === 0) return false;
	// Every search reads the index's pending list, so it is merged at once.
	await line`select gin_clean_pending_list('search_by_key')`;
	return left <= 0 || behind.length === channelsAtOnce;
}

type LogRow = Searchable & {
	seq: number;
	bornRev: number;
	rev: number;
	authorId: number;
	createdAt: Date;
	isDeleted: boolean;
	mentioned: number[] | null;
};

/** Writes the documents of one batch of a channel's log and its progress, in one transaction. Returns their number. */
function advance(line: Client, channel: Behind): Promise<number> {
	const { channelId } = channel;
	return line.begin(async (tx) => {
		// A plan made on empty tables must not scan them when they are large.
		await tx`select set_config('enable_seqscan', 'off', true)`;
		// Messages that expire (expire_messages) meanwhile would stay in the index.
		await tx`select pg_advisory_xact_lock(hashtextextended(${indexLockKey(channelId)}, 0))`;
		const [head] = await tx<{ lastSeq: number; lastRev: number }[]>`
			select last_seq as "lastSeq", last_rev as "lastRev" from channels where id = ${channelId} for key share`;
		if (!head) return 0;
		// Read under the lock: the index may have been emptied (discardIndex) since the channel was seen to be behind.
		const [progress = { seq: 0, rev: 0 }] = await tx<{ seq: number; rev: number }[]>`
			select seq, rev from search_progress where channel_id = ${channelId} and edition = ${indexEdition}`;
		const columns = tx`m.seq, m.born_rev as "bornRev", m.rev, m.author_id as "authorId", m.content, m.attachments, m.poll,
			m.created_at as "createdAt", m.pinned_at as "pinnedAt", m.deleted_at is not null or m.system is not null as "isDeleted",
			case when position('@' in m.content) > 0 then (select array_agg(n.user_id) from mentions n
				where n.channel_id = m.channel_id and n.seq = m.seq and n.kind = 'name') end as mentioned`;
		const births = await tx<LogRow[]>`
			select ${columns} from messages m where m.channel_id = ${channelId} and m.seq > ${progress.seq} order by m.seq limit ${batch}`;
		const changes = await tx<LogRow[]>`
			select ${columns} from messages m where m.channel_id = ${channelId} and m.rev <> m.born_rev and m.rev > ${progress.rev}
			order by m.rev fetch first ${batch} rows with ties`;
		const rows = new Map([...births, ...changes].map((row) => [row.seq, row]));
		await write(tx, channel, [...rows.values()]);
		// Messages after the head are read again later; a change superseded by a later one is found at the later. All messages
		// of a revision are read at once.
		const seq = births.length < batch ? head.lastSeq : births.at(-1)?.seq;
		const rev = changes.length < batch ? head.lastRev : changes.at(-1)?.rev;
		await tx`
			insert into search_progress (channel_id, seq, rev, edition) values (${channelId}, ${seq ?? 0}, ${rev ?? 0}, ${indexEdition})
			on conflict (channel_id) do update set seq = excluded.seq, rev = excluded.rev, edition = excluded.edition`;
		return rows.size;
	}) as Promise<number>;
}

type Tx = Parameters<Parameters<Client["begin"]>[1]>[0];

async function write(tx: Tx, { channelId, rootId, serverId }: Behind, rows: LogRow[]): Promise<void> {
	const gone = rows.filter(({ isDeleted }) => isDeleted);
	if (gone.length > 0)
		await tx`
			delete from search_documents where channel_id = ${channelId} and seq = any (${gone.map(({ seq }) => seq)}::bigint[])`;
	const living = rows.filter(({ isDeleted }) => !isDeleted);
	const there = [];
	for (const [index, row] of living.entries()) {
		if (index % inOneTurn === inOneTurn - 1) await nextTurn();
		there.push({ ...row, ...documentOf(row, rootId) });
	}
	if (there.length === 0) return;
	await tx`
		insert into search_documents as old (channel_id, seq, server_id, root_id, author_id, at, traits, words, keys)
		select ${channelId}, d.seq, ${serverId}, ${rootId}, d.author, d.at, d.traits, d.words, d.keys::int[]
		from unnest(
			${there.map(({ seq }) => seq)}::bigint[], ${there.map(({ authorId }) => authorId)}::bigint[],
			${there.map(({ createdAt }) => createdAt.toISOString())}::timestamptz[], ${there.map(({ bits }) => bits)}::int[],
			${there.map(({ words }) => words)}::text[], ${there.map(({ keys }) => `{${keys.join()}}`)}::text[]
		) as d(seq, author, at, traits, words, keys)
		on conflict (channel_id, seq) do update set traits = excluded.traits, words = excluded.words, keys = excluded.keys
		where old.words <> excluded.words or old.traits <> excluded.traits or old.keys <> excluded.keys`;
}

function documentOf(row: LogRow, rootId: number): { words: string; bits: number; keys: number[] } {
	const words = fold(wordsOf(row));
	const traits = hasFiltersOf(row);
	const pieces = [
		...ngramsOf(words),
		authorKey(row.authorId),
		...(row.mentioned ?? []).map(mentionKey),
		...[...traits].map(hasFilterKey),
	];
	return { words, bits: flagsOf(traits), keys: [...new Set(pieces.map((piece) => keyOf(rootId, piece)))] };
}
