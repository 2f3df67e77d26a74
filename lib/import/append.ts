import { transaction } from "../transaction";
import { ImportError } from "./import-error";

export type ImportedRow = { nonce: string; authorId: number; content: string; at: string; parent: string | null };
export type Appended = { imported: number; known: number; lostParents: number };

/**
 * Appends old messages to a channel's log in one transaction, all or none. The channel's row is locked as for every
 * message (append_messages), so that seqs have no gaps and existing messages are found and left alone, whoever else
 * posts. `parent` is the nonce of an earlier message of this channel; without one the reply reference is dropped.
 */
export async function append(channelId: number, drafts: ImportedRow[]): Promise<Appended> {
	return transaction(async (tx) => {
		const asked = new Set(drafts.flatMap(({ nonce, parent }) => (parent === null ? nonce : [nonce, parent])));
		// Two statements, so that the second sees changes committed while the first waited. An equal nonce of a real user
		// belongs to another message.
		const [, [head], there] = await Promise.all([
			// As in append_messages: a plan made on empty tables is still used when they are large.
			tx.sql`select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
				set_config('enable_mergejoin', 'off', true)`,
			tx.sql<{ lastSeq: number; lastRev: number }[]>`
				select last_seq as "lastSeq", last_rev as "lastRev" from channels where id = ${channelId} for no key update`,
			tx.sql<{ nonce: string; seq: number }[]>`
				with found as materialized (
					select m.nonce, m.seq, m.author_id from messages m
					where m.channel_id + 0 = ${channelId} and m.nonce = any (${[...asked]}::uuid[])
				)
				select f.nonce, f.seq from found f join users u on u.id = f.author_id and u.kind = 'placeholder'`,
		]);
		if (!head) throw new ImportError("A channel was deleted while it was being filled: run the import again.");

		const seqs = new Map(there.map(({ nonce, seq }) => [nonce, seq]));
		const fresh: (ImportedRow & { seq: number; replyTo: number | null })[] = [];
		for (const draft of drafts) {
			if (seqs.has(draft.nonce)) continue;
			const seq = head.lastSeq + fresh.length + 1;
			fresh.push({ ...draft, seq, replyTo: (draft.parent !== null && seqs.get(draft.parent)) || null });
			seqs.set(draft.nonce, seq);
		}
		if (fresh.length > 0)
			await tx.sql`
				with stored as (
					insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content, reply_to, created_at)
					select ${channelId}, d.seq, d.seq + ${head.lastRev - head.lastSeq}, d.seq + ${head.lastRev - head.lastSeq}, d.nonce, d.author, d.content, d.reply, d.at
					from unnest(
						${fresh.map(({ seq }) => seq)}::bigint[], ${fresh.map(({ nonce }) => nonce)}::uuid[],
						${fresh.map(({ authorId }) => authorId)}::bigint[], ${fresh.map(({ content }) => content)}::text[],
						${fresh.map(({ replyTo }) => replyTo)}::bigint[], ${fresh.map(({ at }) => at)}::timestamptz[]
					) as d(seq, nonce, author, content, reply, at)
				)
				update channels set last_seq = last_seq + ${fresh.length}, last_rev = last_rev + ${fresh.length} where id = ${channelId}`;
		return {
			imported: fresh.length,
			known: drafts.length - fresh.length,
			lostParents: fresh.filter(({ parent, replyTo }) => parent !== null && replyTo === null).length,
		};
	});
}
