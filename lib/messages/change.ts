import { channelNotFound, type LoadedMessage, messageNotFound, notMember } from "../auth/access";
import { canViewChannelSql } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import { appState } from "../process/app-state";
import { emitReadState } from "../realtime/read-updates";
import { publishChanges } from "../realtime/sequencer";
import { type Tx, transaction } from "../transaction";
import { runExclusive } from "./append";
import { readAfter } from "./changes-since";
import type { Row, Vote } from "./serialize";

type Kind = {
	kind: "updated" | "deleted" | "reaction" | "vote";
	emoji?: string;
	userId?: number;
	added?: boolean;
	count?: number;
	vote?: Vote;
};
type Locked = Pick<Row, "content" | "mentions" | "echoOf"> & { deleted: boolean; carries: boolean; hidden: boolean };

/**
 * The only way to change a stored message: in the channel's queue and under its lock, so that the change takes the next
 * revision; with the membership locked, so that a leave and a change have an order. `work` returns null if there is
 * nothing to change.
 */
export async function change(
	viewer: Viewer,
	{ channel, seq }: LoadedMessage,
	work: (tx: Tx, message: Locked, mentioned: Set<number>) => Promise<Kind | null>,
): Promise<void> {
	let mentioned = new Set<number>();
	await runExclusive(channel.id, async () => {
		const rev = await transaction(async (tx) => {
			const mentionedNow = async () => {
				const rows = await tx.sql<{ id: number }[]>`
					select user_id as id from mentions where channel_id = ${channel.id} and seq = ${seq}`;
				return new Set(rows.map(({ id }) => id));
			};
			// Checks access again under the lock: the channel may have become private since it was loaded.
			const [head] = await tx.sql<{ rev: number; hidden: boolean; seen: boolean }[]>`
				select c.last_rev + 1 as rev, c.private as hidden, ${canViewChannelSql(viewer.id)} as seen from channels c join servers s on s.id = c.server_id
				where c.id = ${channel.id} for no key update of c`;
			const [member] = await tx.sql`
				select 1 from memberships where server_id = ${channel.serverId} and user_id = ${viewer.id} for share`;
			if (!head?.seen) throw channelNotFound();
			if (!member) throw notMember();
			const [message] = await tx.sql<Omit<Locked, "hidden">[]>`
				select deleted_at is not null as deleted, content, mentions, echo_of as "echoOf",
					poll is not null or attachments is not null as carries from messages where channel_id = ${channel.id} and seq = ${seq}`;
			if (!message) throw messageNotFound();
			const before = await mentionedNow();
			const kind = await work(tx, { ...message, hidden: head.hidden }, before);
			if (!kind) return null;
			// Notifies only users whose mention changed.
			if (kind.kind === "updated") mentioned = differing(before, await mentionedNow());
			else if (kind.kind === "deleted") mentioned = before;
			const { rev } = head;
			await tx.sql`update channels set last_rev = ${rev} where id = ${channel.id}`;
			await tx.sql`update messages set rev = ${rev} where channel_id = ${channel.id} and seq = ${seq}`;
			await tx.sql`insert into changes ${tx.sql({ channel_id: channel.id, rev, seq, kind: kind.kind, emoji: kind.emoji ?? null, user_id: kind.userId ?? null, added: kind.added ?? null, count: kind.count ?? null, vote: kind.vote ?? null })}`;
			return rev;
		});
		if (rev !== null) await publishChange(channel.id, rev);
	});
	if (mentioned.size > 0) await emitReadState(channel.id, [...mentioned]);
}

const differing = (a: Set<number>, b: Set<number>) =>
	new Set([...a, ...b].filter((userId) => a.has(userId) !== b.has(userId)));

/** Emits the change as the log has it, so that the event equals a later catch-up. */
async function publishChange(channelId: number, rev: number): Promise<void> {
	const { redisBus, sequencers } = appState();
	const sequencer = sequencers.get(channelId);
	if (!sequencer && !redisBus) return;
	const changes = await readAfter(channelId, rev - 1).catch(() => []);
	if (changes.length > 0) publishChanges(channelId, changes);
	else sequencer?.expect(rev);
}
