import type { TransactionSql } from "postgres";
import type { Hit } from "./candidates";
import { hasFiltersOf, type Searchable, wordsOf } from "./has-filters";
import { matches } from "./match";
import { fold } from "./ngrams";
import type { Query } from "./query";

/** The maximum of changed messages that are checked; with more waiting for the indexer, nothing is counted. */
const maxOutdated = 500;

/** Whether a message matches in its current state, whatever the index has. */
export function matchesNow(message: Searchable, query: Query): boolean {
	const traits = hasFiltersOf(message);
	return matches(fold(wordsOf(message)), query) && query.traits.every((trait) => traits.has(trait));
}

type Changed = Searchable & { channelId: number; seq: number; isDeleted: boolean };

/**
 * Messages in these channels and their threads that changed since they were indexed, and do not match in their current
 * state. The index is slightly behind, but edits and deletions must take effect in results and counts at once.
 */
export async function outdatedIn(
	tx: TransactionSql,
	query: Query,
	roots: number[],
): Promise<{ places: Pick<Hit, "channelId" | "seq">[]; isWhole: boolean }> {
	const changed = await tx<Changed[]>`
		select m.channel_id as "channelId", m.seq, m.content, m.attachments, m.poll, m.pinned_at as "pinnedAt",
			m.deleted_at is not null as "isDeleted"
		from (
			select id, last_rev from channels where id = any (${roots}::bigint[])
			union all select id, last_rev from channels where parent_id = any (${roots}::bigint[])
		) c
		join search_progress p on p.channel_id = c.id and p.rev < c.last_rev
		cross join lateral (
			select * from messages m where m.channel_id = c.id and m.rev <> m.born_rev and m.rev > p.rev
			order by m.rev desc limit ${maxOutdated + 1}
		) m limit ${maxOutdated + 1}`;
	return {
		places: changed.filter((message) => message.isDeleted || !matchesNow(message, query)),
		isWhole: changed.length <= maxOutdated,
	};
}
