import { type SQL, sql } from "drizzle-orm";
import { memberRoles } from "@/db/schema";
import { discardIndex } from "../search/discard-index";
import { indexEdition } from "../search/indexer";
import { countedBytes, recount } from "../storage/usage";
import type { Tx } from "../transaction";
import { count } from "./finding";

/** A condition that holds in every state of the database that a transaction sees. */
export type Invariant = {
	check: string;
	/** The rows for which it does not hold: their ids, and of a membership also the server. */
	broken: SQL;
	/** Whether it is about the instance as a whole, of which there is one row. */
	isOfInstance?: boolean;
	problem(n: number): string;
	advice: string;
	/** Mends these rows while the app runs. Only what is computed from other rows is safe to mend. */
	fix?(tx: Tx, rows: Broken[]): Promise<unknown>;
};
export type Broken = { id: number; serverId: number | null };

const restore =
	"Do not delete anything: stop Hearth, keep a copy of the data, and restore the last backup or report this with the log.";
const fixable = "Run `npm run doctor -- --fix`, which counts again; it is safe while Hearth runs.";
const ids = (rows: Broken[]) => sql.param(rows.map(({ id }) => id));

const logs = sql`(select channel_id, count(*) as n, min(seq) as first, max(seq) as head, max(greatest(rev, born_rev)) as rev,
	count(*) filter (where deleted_at is not null) as deleted from messages group by channel_id)`;

/** Over `users` as `u`: whether the user has a second factor. */
const hasFactor = sql`(exists (select from totp t where t.user_id = u.id and t.confirmed_at is not null)
	or exists (select from passkeys p where p.user_id = u.id))`;

/** The log of every channel, and its heads. */
const ofLogs: Invariant[] = [
	{
		check: "heads",
		broken: sql`select c.id from channels c left join ${logs} l on l.channel_id = c.id 
			where c.last_seq <> coalesce(l.head, c.first_seq - 1)`,
		problem: (n) => `The head of ${count(n, "channel")} is not its last message.`,
		advice: restore,
	},
	{
		check: "holes",
		broken: sql`
			select c.id from ${logs} l join channels c on c.id = l.channel_id
			where l.first <> c.first_seq or l.n <> l.head - l.first + 1`,
		problem: (n) => `Messages are missing at the beginning or in the middle of ${count(n, "channel")}.`,
		advice: restore,
	},
	{
		check: "revisions",
		broken: sql`
			select c.id from channels c left join ${logs} l on l.channel_id = c.id
			left join (select channel_id, count(*) as n, max(rev) as rev from changes group by channel_id) h on h.channel_id = c.id
			where c.last_rev <> c.last_seq + coalesce(h.n, 0) or c.last_rev < greatest(coalesce(l.rev, 0), coalesce(h.rev, 0))`,
		problem: (n) => `The changes of ${count(n, "channel")} are not numbered without holes.`,
		advice: restore,
	},
	{
		check: "deleted_count",
		broken: sql`
			select c.id from channels c left join ${logs} l on l.channel_id = c.id where c.deleted_count <> coalesce(l.deleted, 0)`,
		problem: (n) => `The number of deleted messages is wrong in ${count(n, "channel")}.`,
		advice: fixable,
		async fix(tx, rows) {
			await tx.execute(sql`select id from channels where id = any (${ids(rows)}::bigint[]) order by id for update`);
			await tx.execute(sql`
				update channels c set deleted_count =
					(select count(*) from messages m where m.channel_id = c.id and m.deleted_at is not null)
				where id = any (${ids(rows)}::bigint[])`);
		},
	},
	{
		check: "read_markers",
		broken: sql`select distinct c.id from reads r join channels c on c.id = r.channel_id where r.last_read_seq > c.last_seq`,
		problem: (n) =>
			`Users have read beyond the end of ${count(n, "channel")}, so new messages there do not count as unread.`,
		advice: fixable,
		fix: (tx, rows) =>
			tx.execute(sql`
				update reads r set last_read_seq = c.last_seq from channels c
				where c.id = r.channel_id and r.last_read_seq > c.last_seq and c.id = any (${ids(rows)}::bigint[])`),
	},
	{
		check: "search_index",
		broken: sql`
			select c.id from search_progress p join channels c on c.id = p.channel_id
			where p.edition = ${indexEdition} and (p.seq > c.last_seq or p.rev > c.last_rev
				or p.seq = c.last_seq and p.rev = c.last_rev
				and (select count(*) from search_documents d where d.channel_id = c.id) <>
					(select count(*) from messages m where m.channel_id = c.id and m.deleted_at is null and m.system is null))`,
		problem: (n) => `The search does not find all messages of ${count(n, "channel")}.`,
		advice: "Run `npm run doctor -- --fix`: Hearth then indexes these channels again while it runs.",
		fix: (tx, rows) =>
			discardIndex(
				tx,
				rows.map(({ id }) => id),
			),
	},
];

/** Servers, their members, and what is derived from roles and overrides. */
const ofServers: Invariant[] = [
	{
		check: "owners",
		broken: sql`
			select s.id from servers s
			where not exists (select from memberships m where m.server_id = s.id and m.user_id = s.owner_id)`,
		problem: (n) => `The owner of ${count(n, "server")} is not a member of it.`,
		advice: restore,
	},
	{
		check: "member_count",
		broken: sql`
			select s.id from servers s
			where s.member_count <> (select count(*) from memberships m where m.server_id = s.id)`,
		problem: (n) => `The number of members is wrong in ${count(n, "server")}.`,
		advice: fixable,
		async fix(tx, rows) {
			// A join that has inserted its membership waits for this lock, and then adds itself.
			await tx.execute(sql`select id from servers where id = any (${ids(rows)}::bigint[]) order by id for update`);
			await tx.execute(sql`
				update servers s set member_count = (select count(*) from memberships m where m.server_id = s.id)
				where id = any (${ids(rows)}::bigint[])`);
		},
	},
	{
		check: "everyone_bits",
		broken: sql`
			select s.id from servers s left join roles r on r.server_id = s.id and r.is_everyone
			where s.everyone_bits is distinct from r.permissions`,
		problem: (n) => `The permissions of @everyone are not those of its role in ${count(n, "server")}.`,
		advice: fixable,
		fix: (tx, rows) =>
			tx.execute(sql`
				update servers s set everyone_bits = r.permissions from roles r
				where r.server_id = s.id and r.is_everyone and s.id = any (${ids(rows)}::bigint[])`),
	},
	{
		check: "role_bits",
		broken: sql`
			select m.user_id as id, m.server_id from memberships m
			left join lateral (
				select coalesce(array_agg(r.id order by r.id), '{}') as ids, coalesce(bit_or(r.permissions), 0) as bits,
					coalesce(max(r.position), 0) as rank
				from ${memberRoles} h join roles r on r.id = h.role_id
				where h.server_id = m.server_id and h.user_id = m.user_id
			) h on true
			where (m.role_ids, m.role_bits, m.rank) is distinct from (h.ids, h.bits, h.rank)`,
		problem: (n) => `The permissions of ${count(n, "member")} are not those of their roles.`,
		advice: fixable,
		async fix(tx, rows) {
			for (const { id, serverId } of rows)
				await tx.execute(sql`select refresh_members(${serverId}, array[${id}]::bigint[])`);
		},
	},
	{
		check: "has_factor",
		broken: sql`
			select u.id, null::bigint as server_id from users u where u.has_factor <> ${hasFactor}
			union all
			select m.user_id, m.server_id from memberships m join users u on u.id = m.user_id where m.has_factor <> ${hasFactor}`,
		problem: (n) =>
			`Whether they have a second factor is wrong in ${count(n, "account or membership", "accounts or memberships")}.`,
		advice: fixable,
		async fix(tx, rows) {
			// As the trigger that keeps it: changes of factors and joins lock the account first.
			await tx.execute(sql`select id from users where id = any (${ids(rows)}::bigint[]) order by id for update`);
			await tx.execute(sql`update users u set has_factor = ${hasFactor} where id = any (${ids(rows)}::bigint[])`);
			await tx.execute(sql`
				update memberships m set has_factor = u.has_factor from users u
				where u.id = m.user_id and m.has_factor <> u.has_factor and u.id = any (${ids(rows)}::bigint[])`);
		},
	},
	{
		check: "channel_access",
		broken: sql`
			select c.id from channels c join channels listed on listed.id = coalesce(c.parent_id, c.id)
			join servers s on s.id = c.server_id
			cross join lateral (
				select s.everyone_bits & ~coalesce(bit_or(o.deny) filter (where o.scope = 0), 0)
						| coalesce(bit_or(o.allow) filter (where o.scope = 0), 0) as bits,
					coalesce(bit_or(o.deny) filter (where o.scope > 0), 0) as denied, count(o.id) > 0 as restricted
				from overrides o
				where o.channel_id = case when not listed.follows_group then listed.id end
					or o.group_id = case when listed.follows_group then listed.group_id end
			) n
			where (c.private, c.view_restricted, c.restricted) is distinct from
				(n.bits & 1 = 0, n.bits & 3 <> 3 or n.denied & 3 <> 0, n.restricted)`,
		problem: (n) => `The access to ${count(n, "channel")} is not that of its overrides.`,
		advice: fixable,
		fix: (tx, rows) =>
			tx.execute(sql`
				select refresh_channels(array(select coalesce(parent_id, id) from channels where id = any (${ids(rows)}::bigint[])))`),
	},
];

const ofInstance: Invariant[] = [
	{
		check: "usage",
		isOfInstance: true,
		broken: sql`
			select kind, id from ${countedBytes} counted
			full join (select kind, id, sum(bytes) as bytes from usage group by kind, id) moved using (kind, id)
			where coalesce(counted.bytes, 0) <> coalesce(moved.bytes, 0)`,
		problem: () => "The size of the files of users, of servers or of the instance is counted wrong.",
		advice: fixable,
		fix: (tx) => recount(tx),
	},
	{
		check: "administrator",
		isOfInstance: true,
		broken: sql`
			select 1 as id where exists (select from users where kind = 'person')
				and not exists (select from users where kind = 'person' and is_admin)`,
		problem: () => "Nobody is an administrator of this instance.",
		advice: "Name one: `npm run admin -- make-admin NAME`.",
	},
];

export const invariants: Invariant[] = [...ofLogs, ...ofServers, ...ofInstance];
