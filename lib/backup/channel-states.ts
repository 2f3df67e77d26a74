import type { TransactionSql } from "postgres";
import type { ChannelState } from "./archive/manifest";

const batch = 2000;

/**
 * The head of each channel and a hash over its messages. The hash is a sum over the messages, so PostgreSQL computes it
 * in one pass and without sorting; each term contains the number of its message.
 */
export async function channelStates(sql: TransactionSql): Promise<ChannelState[]> {
	const states: ChannelState[] = [];
	const rows = sql<ChannelState[]>`
		select c.id, c.last_seq as "lastSeq", c.last_rev as "lastRev", coalesce(m.messages, 0)::int as messages,
			coalesce(m.hash, '0') as hash
		from channels c left join (
			select channel_id, count(*) as messages,
				sum(('x' || left(md5(concat_ws(chr(31), seq, author_id, nonce, content)), 15))::bit(60)::bigint)::text as hash
			from messages group by channel_id
		) m on m.channel_id = c.id
		order by c.id`.cursor(batch);
	for await (const some of rows) states.push(...some.map((state) => ({ ...state })));
	return states;
}

/** The first difference between what a backup recorded and what a database holds; null without any. */
export function differenceOf(expected: ChannelState[], actual: ChannelState[]): string | null {
	const found = new Map(actual.map((state) => [state.id, state]));
	for (const { id, ...wanted } of expected) {
		const state = found.get(id);
		if (!state) return `channel ${id} is missing`;
		const key = (Object.keys(wanted) as (keyof typeof wanted)[]).find((key) => wanted[key] !== state[key]);
		if (key) return `channel ${id} has ${key} ${state[key]} instead of ${wanted[key]}`;
	}
	return actual.length === expected.length ? null : "there are channels that the backup does not have";
}
