import type { Client } from "@/db/connection";
import type { Channel, ModerationAction } from "@/lib/realtime/protocol";
import type { Bench } from "../bench";
import { addMembers, inDatabase } from "../bulk-members";
import { type Figure, ms, number } from "../metrics";
import { median, now, percentile } from "../statistics";

const channels = 40;
const messages = 10_000;
const entries = 1_000_000;
const moderators = 20;
const subjects = 5000;
const actMs = 1000;
const undoMs = 3000;
const auditMs = 100;

type Place = { serverId: number; channelIds: number[]; subject: string };

/**
 * A member is banned who has written ten thousand messages in forty channels, with all of them removed, and the action is
 * undone. Then the audit log is read with every combination of filters.
 */
export async function moderation(bench: Bench): Promise<Figure[]> {
	const place = await placeOf(bench);
	const acts: number[] = [];
	const undos: number[] = [];
	let differences = 0;
	for (let round = 0; round <= bench.rounds; round++) {
		const before = await inDatabase(bench.stage, (sql) => logOf(sql, place));
		const { acted, undone } = await actAndUndo(bench, place);
		const after = await inDatabase(bench.stage, async (sql) => {
			await join(sql, place);
			return logOf(sql, place);
		});
		if (before !== after) differences++;
		if (round === 0) continue;
		acts.push(acted);
		undos.push(undone);
	}
	return [
		bench.note(figureOf("ban-and-purge", "answered ≤ 1 s", acts, actMs, 0)),
		bench.note(figureOf("undo-purge", "≤ 3 s, the log as before", undos, undoMs, differences)),
		bench.note(await auditLog(bench, place)),
	];
}

async function placeOf({ stage }: Bench): Promise<Place> {
	const { owner } = stage;
	const { serverId } = await owner.makeServer("Raided");
	const channelIds: number[] = [];
	for (let n = 1; n <= channels; n++) {
		const path = `/api/servers/${serverId}/channels`;
		channelIds.push((await owner.call<{ channel: Channel }>("POST", path, { name: `raided-${n}` })).channel.id);
	}
	const subject = await inDatabase(stage, async (sql) => {
		const [username = ""] = await addMembers(sql, serverId, "raider", 1);
		// Every other message is the raider's, and every tenth of theirs has reactions and a mention.
		await sql`
			insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content)
			select c.id, n, n, n, gen_random_uuid(), case when n % 2 = 0 then u.id else s.owner_id end, 'message ' || n
			from unnest(${channelIds}::bigint[]) as c(id), generate_series(1, ${(messages / channels) * 2}::int) n, users u, servers s
			where u.username = ${username} and s.id = ${serverId}`;
		await sql`update channels set last_seq = ${(messages / channels) * 2}, last_rev = ${(messages / channels) * 2} where id = any (${channelIds}::bigint[])`;
		await sql`
			insert into reactions (channel_id, seq, emoji, user_id)
			select m.channel_id, m.seq, '🔥', s.owner_id from messages m, servers s
			where m.channel_id = any (${channelIds}::bigint[]) and m.seq % 20 = 0 and s.id = ${serverId}`;
		await sql`
			insert into mentions (user_id, channel_id, seq)
			select s.owner_id, m.channel_id, m.seq from messages m, servers s
			where m.channel_id = any (${channelIds}::bigint[]) and m.seq % 20 = 0 and s.id = ${serverId}`;
		await sql`analyze messages, reactions, mentions, channels`;
		return username;
	});
	return { serverId, channelIds, subject };
}

/** Puts the banned member back for the next round. */
const join = (sql: Client, { serverId, subject }: Place) => sql`
	insert into memberships (server_id, user_id) select ${serverId}, id from users where username = ${subject}
	on conflict do nothing`;

/** All that is stored of the messages, but for their revisions. */
async function logOf(sql: Client, { channelIds }: Place): Promise<string> {
	const [row] = await sql<{ log: string }[]>`
		select md5(coalesce((select string_agg((to_jsonb(m) - 'rev')::text, '' order by channel_id, seq) from messages m
				where channel_id = any (${channelIds}::bigint[])), '')
			|| coalesce((select string_agg(to_jsonb(r)::text, '' order by channel_id, seq, emoji, user_id) from reactions r
				where channel_id = any (${channelIds}::bigint[])), '')
			|| coalesce((select string_agg(to_jsonb(r)::text, '' order by channel_id, seq, user_id) from mentions r
				where channel_id = any (${channelIds}::bigint[])), '')) as log`;
	return row?.log ?? "";
}

async function actAndUndo({ stage }: Bench, { serverId, subject }: Place): Promise<{ acted: number; undone: number }> {
	const path = `/api/servers/${serverId}/moderation-actions`;
	const wanted = { subject, sanction: { kind: "ban" }, purgeHours: 24 };
	const startedAt = now();
	const { action } = await stage.owner.call<{ action: ModerationAction }>("POST", path, wanted);
	const acted = now() - startedAt;
	if (action.removed !== messages) throw new Error(`${action.removed} messages were removed.`);
	const undoneAt = now();
	await stage.owner.call("DELETE", `${path}/${action.id}`);
	return { acted, undone: now() - undoneAt };
}

function figureOf(id: string, target: string, took: number[], limit: number, differences: number): Figure {
	const middle = median(took);
	const what = id === "ban-and-purge" ? "a ban with a purge" : "the undo of a ban with a purge";
	return {
		id,
		name: `${what} of ${number(messages)} messages in ${channels} channels`,
		target,
		measured: `${ms(middle)}${differences > 0 ? `, ${differences} DIFFERENT` : ""}`,
		beside: "",
		met: middle <= limit && differences === 0,
		values: { messages, channels, took, differences },
	};
}

async function auditLog({ stage, rounds }: Bench, { serverId }: Place): Promise<Figure> {
	const [actors, people] = await inDatabase(stage, async (sql) => {
		const moderating = await addMembers(sql, serverId, "moderator", moderators);
		const moderated = await addMembers(sql, serverId, "moderated", subjects);
		await fillAuditLog(sql, serverId, moderating, moderated);
		return [moderating, moderated] as const;
	});
	const times: number[] = [];
	for (let round = 0; round < rounds * 5; round++)
		for (const actor of [undefined, actors[round % actors.length], "nobody.here"])
			for (const subject of [undefined, people[(round * 7) % people.length]])
				for (const action of [undefined, "warn", "kick", "undo_ban"]) {
					const query = new URLSearchParams(
						Object.entries({ actor, subject, action }).filter(
							(pair): pair is [string, string] => pair[1] !== undefined,
						),
					);
					const startedAt = now();
					await stage.owner.call("GET", `/api/servers/${serverId}/audit-log?${query}`);
					times.push(now() - startedAt);
				}
	const p95 = percentile(times, 0.95);
	return {
		id: "audit-log",
		name: `a page of an audit log of ${number(entries)} entries, with every combination of filters`,
		target: "p95 ≤ 100 ms",
		measured: `p50 ${ms(median(times))}, p95 ${ms(p95)}`,
		beside: "",
		met: p95 <= auditMs,
		values: { entries, p50: median(times), p95, slowest: Math.max(...times) },
	};
}

/** Kicks are rare, and warnings frequent; the last moderators have acted seldom. */
async function fillAuditLog(sql: Client, serverId: number, actors: string[], people: string[]): Promise<void> {
	await sql`
		with action as (
			insert into moderation_actions (server_id, actor_id, subject_id, kind, was_member)
			select ${serverId}, a.id, p.id, case when n % 1000 = 0 then 'kick' else 'warn' end, true
			from generate_series(1, ${entries}::int) n
			join (select id, row_number() over (order by id) - 1 as place from users where username = any (${actors}::text[])) a
				on a.place = floor(sqrt(n % ${moderators * moderators}::int))
			join (select id, row_number() over (order by id) - 1 as place from users where username = any (${people}::text[])) p
				on p.place = n % ${subjects}::int
			returning id, server_id, actor_id, subject_id, kind
		)
		insert into audit_log (server_id, actor_id, subject_id, action, action_id)
		select server_id, actor_id, subject_id, kind, id from action order by id`;
	await sql`analyze moderation_actions, audit_log`;
}
