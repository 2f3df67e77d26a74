import type { Client } from "@/db/connection";
import type { Bench } from "../bench";
import { addMembers, inDatabase } from "../bulk-members";
import { type Figure, ms, number } from "../metrics";
import { median, now, percentile } from "../statistics";

const entries = 1_000_000;
const moderators = 20;
const subjects = 5000;
const auditMs = 100;

/** Reads the first page of a long audit log with every combination of filters. */
export async function auditLog({ stage, rounds }: Bench, serverId: number): Promise<Figure> {
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
	await sql.begin(async (tx) => {
		// Foreign keys are not checked: for millions of entries that would take longer than all that is measured.
		await tx`set local session_replication_role = replica`;
		await tx`
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
	});
	await sql`analyze moderation_actions, audit_log`;
}
