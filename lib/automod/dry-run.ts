import type { z } from "zod";
import { sql } from "@/db";
import type { LoadedServer } from "../auth/access";
import { canReadHistorySql } from "../auth/can-view-channel";
import { includes } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { invalid } from "../errors";
import { messageColumnsSql } from "../messages/columns";
import { type Row, serializeMessage } from "../messages/serialize";
import { appState } from "../process/app-state";
import type { DryRunMatch, DryRunResult, RuleMatcher } from "../realtime/protocol";
import { Counters } from "./counters";
import type { DryRun } from "./input";
import { type Candidate, compileRule, RuleSet } from "./rule-set";
import { costOf } from "./rules";
import { applies } from "./screen";
import { inSlices } from "./slices";

const maxMessages = 1000;
const maxMatches = 100;
/** Most servers have fewer channels; in others only those where somebody wrote last are read. */
const maxChannels = 100;
const deadlineMs = 1700;
/** So many are checked, and shown with their places, even if the deadline has passed while the check waited. */
const atLeast = { messages: 20, places: 3 };

type Read = Row & {
	roleIds: number[] | null;
	bits: string | null;
	memberMinutes: number | null;
	home: number;
};

/**
 * Finds the last messages that a rule would have matched, among the last 1,000 that the viewer may read. Rules that count
 * over time check them in their order. After its deadline it returns the matches so far, of at least a few messages, and
 * some without their places; nothing is changed.
 */
export async function dryRun(
	viewer: Viewer,
	server: LoadedServer,
	{ rule, channelIds }: z.output<typeof DryRun>,
): Promise<DryRunResult> {
	const began = performance.now();
	const isOver = () => performance.now() - began > deadlineMs;
	const matcher = { kind: rule.kind, settings: rule.settings } as RuleMatcher;
	await costOf(matcher);
	const stored = {
		...matcher,
		id: 0,
		name: "",
		message: "",
		exempt: rule.exempt,
		actions: { refuse: true },
		updatedAt: "",
	} as const;
	const compiled = await inSlices(compileRule(stored, (source) => appState().ruleSets.patternOf(source)));
	const rules = await inSlices(RuleSet.build([compiled]));
	const rows = await readLatest(viewer, server.id, channelIds);
	const { checked, found } = await inSlices(findMatches(rows, rules, isOver));
	const matches = await inSlices(withPlaces(found.slice(-maxMatches).reverse(), rules, isOver));
	return { checked, matched: found.length, matches, ms: Math.round(performance.now() - began) };
}

type FoundRow = { row: Read; exempt: boolean };

/** The messages that the rule matches until it is over, oldest first, as they were sent. */
function* findMatches(
	rows: Read[],
	rules: RuleSet,
	isOver: () => boolean,
): Generator<void, { checked: number; found: FoundRow[] }> {
	const counters = new Counters();
	const found: FoundRow[] = [];
	let checked = 0;
	for (const row of rows) {
		yield;
		if (checked >= atLeast.messages && isOver()) break;
		checked++;
		const candidate = candidateOf(row);
		const [rule] = [...rules.matching(candidate), ...rules.exceeded(candidate, counters)];
		if (!rule) continue;
		const member = { roleIds: row.roleIds ?? [], memberMinutes: row.memberMinutes ?? Number.POSITIVE_INFINITY };
		// A rule about newcomers does not match members of longer standing at all.
		if (rule.kind === "newcomer" && member.memberMinutes >= rule.settings.minutes) continue;
		const exempt =
			includes(BigInt(row.bits ?? 0), "manage_messages") ||
			rule.exempt.channelIds.includes(row.home) ||
			!applies(rule, member);
		found.push({ row, exempt });
	}
	return { checked, found };
}

/** Matches with the places that are found until it is over. */
function* withPlaces(found: FoundRow[], rules: RuleSet, isOver: () => boolean): Generator<void, DryRunMatch[]> {
	const matches: DryRunMatch[] = [];
	for (const { row, exempt } of found) {
		const isLate = () => matches.length >= atLeast.places && isOver();
		const highlights = isLate() ? [] : yield* rules.highlights(row.content, isLate);
		matches.push({ message: serializeMessage(row), highlights, exempt });
		yield;
	}
	return matches;
}

const candidateOf = (row: Read): Candidate => ({
	authorId: row.author.id,
	id: `${row.channelId}:${row.seq}`,
	content: row.content,
	texts: row.poll ? [row.poll.question, ...row.poll.options] : [],
	files: row.attachments?.length ?? 0,
	at: Date.parse(String(row.createdAt)),
});

/**
 * The latest messages of these channels, or of those where somebody wrote last, with their threads, oldest first. Of
 * their authors it reads what decides whether they are exempt.
 */
async function readLatest(viewer: Viewer, serverId: number, channelIds: number[] | undefined): Promise<Read[]> {
	if (channelIds) {
		const visible = await sql`
			select 1 from channels c where c.id = any (${channelIds}::bigint[]) and c.server_id = ${serverId}
				and c.parent_id is null and ${canReadHistorySql(viewer.id)}`;
		if (visible.length < new Set(channelIds).size) throw invalid({ channelIds: "Must be channels that you may read." });
	}
	const [row] = await sql<{ messages: Read[] | null }[]>`
		select json_agg(row_to_json(p) order by p."createdAt", p.seq) as messages from (
			select ${messageColumnsSql(null)}, j.role_ids as "roleIds", coalesce(c.parent_id, c.id) as home,
				channel_bits(c, s, j)::text as bits,
				extract(epoch from m.created_at - j.joined_at) / 60 as "memberMinutes"
			from (
				select m.channel_id, m.seq, m.created_at from (
					select c.id from channels c
					cross join lateral (
						select m.created_at from messages m where m.channel_id = c.id order by m.seq desc limit 1
					) newest
					where c.server_id = ${serverId} and ${canReadHistorySql(viewer.id)}
						and (${channelIds ?? null}::bigint[] is null or coalesce(c.parent_id, c.id) = any (${channelIds ?? null}::bigint[]))
					order by newest.created_at desc limit ${maxChannels}
				) busy
				cross join lateral (
					select m.channel_id, m.seq, m.created_at from messages m
					where m.channel_id = busy.id and m.deleted_at is null order by m.seq desc limit ${maxMessages}
				) m
				order by m.created_at desc limit ${maxMessages}
			) latest
			join messages m on m.channel_id = latest.channel_id and m.seq = latest.seq
			join channels c on c.id = m.channel_id join servers s on s.id = c.server_id join users u on u.id = m.author_id
			left join memberships j on j.server_id = s.id and j.user_id = m.author_id
			where m.echo_of is null
		) p`;
	return row?.messages ?? [];
}
