import { and, eq, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { db } from "@/db";
import { usage } from "@/db/schema";
import { type Tx, transaction } from "../transaction";

/** Whose files are counted. There is one instance, with the id 1. */
export type UsageKind = (typeof usage.$inferSelect)["kind"];

/** In SQL: the size of all files of a user or server, which is given by id or by a column of the surrounding query. */
export function storedBytesOf(kind: UsageKind, id: number | AnyPgColumn): SQL<number> {
	const bytes = db
		.select({ bytes: sql`coalesce(sum(${usage.bytes}), 0)::bigint` })
		.from(usage)
		.where(and(eq(usage.kind, kind), eq(usage.id, id)));
	return sql<number>`(${bytes})`;
}

/**
 * In SQL: the table `stored (id, bytes)` of all users who have files. Most are in an index by size, so that a page of that
 * order reads few of them.
 */
export const storedBytesOfPeople = sql`(
	select main.id, main.bytes from ${usage} main
	where main.kind = 'person' and main.part = 0
		and not exists (select from ${usage} other where other.kind = 'person' and other.part > 0 and other.id = main.id)
	union all
	select split.id, sum(split.bytes)::bigint from ${usage} split
	where split.kind = 'person'
		and split.id in (select other.id from ${usage} other where other.kind = 'person' and other.part > 0)
	group by split.id
) stored`;

/** In SQL: the table `stored (id, bytes)` of all servers that have files. */
export const storedBytesOfServers = sql`(
	select u.id, sum(u.bytes)::bigint as bytes from ${usage} u where u.kind = 'server' group by u.id) stored`;

/** In SQL: the sizes of all by counting every file, as `move_usage` counts them. */
export const countedBytes = sql`(
	select k.kind, k.id, sum(f.bytes)::bigint as bytes
	from (
		select uploader_id as person_id, server_id, size + thumbnail_size as bytes from attachments
		union all select user_id, server_id, size from preview_pictures
		union all select creator_id, server_id, size from emoji
		union all select user_id, server_id, size from pictures
	) f cross join lateral (values ('person', f.person_id), ('server', f.server_id), ('instance', 1)) as k(kind, id)
	where k.id is not null group by k.kind, k.id having sum(f.bytes) <> 0
)`;

/** Counts every file anew, while no file is added or deleted. */
export async function recount(tx: Tx): Promise<void> {
	await tx.execute(sql`lock table ${usage} in exclusive mode`);
	await tx.execute(sql`delete from ${usage}`);
	await tx.execute(
		sql`insert into ${usage} (kind, id, part, bytes) select kind, id, 0, bytes from ${countedBytes} counted`,
	);
}

/**
 * Merges the parts that transactions have added into part 0, and deletes empty ones, such as those of deleted servers.
 * Parts that are being moved are left for the next time.
 */
export async function mergeUsage(): Promise<void> {
	await transaction(async (tx) => {
		await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('usage:merge', 0))`);
		await tx.execute(sql`
			with split as (
				select distinct kind, id from ${usage} where part > 0
			), parts as (
				select u.kind, u.id, u.part, u.bytes from ${usage} u join split using (kind, id)
				order by u.kind, u.id, u.part for update of u skip locked
			), merged as (
				select kind, id, min(part) as part, sum(bytes) as bytes from parts group by kind, id
			), gone as (
				delete from ${usage} u using parts p join merged m using (kind, id)
				where u.kind = p.kind and u.id = p.id and u.part = p.part and p.part <> m.part
			)
			update ${usage} u set bytes = m.bytes, part = case
				when exists (select from ${usage} main where main.kind = u.kind and main.id = u.id and main.part = 0) then u.part
				else 0
			end
			from merged m where u.kind = m.kind and u.id = m.id and u.part = m.part`);
		await tx.execute(sql`
			delete from ${usage} u using (
				select kind, id, part from ${usage} where bytes = 0 for update skip locked
			) empty where u.kind = empty.kind and u.id = empty.id and u.part = empty.part`);
	});
}
