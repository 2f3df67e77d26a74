import {
	channelNotFound,
	type LoadedChannel,
	type LoadedMessage,
	messageNotFound,
	notMember,
	requirePermission,
} from "../auth/access";
import { includes } from "../auth/permissions";
import { timedOutForMsSql } from "../auth/timed-out-for";
import type { Viewer } from "../auth/viewer";
import type { SystemMessage } from "../realtime/protocol";
import { emitReadState } from "../realtime/read-updates";
import { publishSystemMessages, writeSystemMessages } from "../system-messages/write";
import { type Tx, transaction } from "../transaction";
import { runExclusive } from "./append";
import { publishStored } from "./publish-stored";
import type { Row, Vote } from "./serialize";

type Kind = {
	kind: "updated" | "deleted" | "reaction" | "vote";
	emoji?: string;
	userId?: number;
	added?: boolean;
	count?: number;
	vote?: Vote;
	/** The message that announces the change, where the server announces it. */
	announce?: SystemMessage;
};
type Locked = Pick<Row, "content" | "mentions" | "emoji" | "echoOf" | "nonce"> & { deleted: boolean; carries: boolean };

/**
 * The only way to change a stored message: in the channel's queue and under its lock, so that the change takes the next
 * revision; with the membership locked, so that a leave and a change have an order. `work` returns null if there is
 * nothing to change.
 */
export async function change(
	viewer: Viewer,
	{ channel, seq, needs }: LoadedMessage,
	work: (tx: Tx, message: Locked, mentioned: Set<number>) => Promise<Kind | null>,
): Promise<void> {
	let mentioned = new Set<number>();
	await runExclusive(channel.id, async () => {
		const changed = await transaction(async (tx) => {
			const mentionedNow = async () => {
				const rows = await tx.sql<{ id: number }[]>`
					select user_id as id from mentions where channel_id = ${channel.id} and seq = ${seq}`;
				return new Set(rows.map(({ id }) => id));
			};
			const [head] = await tx.sql<{ rev: number; hidden: boolean }[]>`
				select last_rev + 1 as rev, view_restricted as hidden from channels where id = ${channel.id} for no key update`;
			if (!head) throw channelNotFound();
			// Checks access again under the locks: what the viewer may do can have changed since it was loaded.
			const [member] = await tx.sql<Pick<LoadedChannel, "permissions" | "readOnly" | "timedOutForMs">[]>`
				select channel_bits(c, s, m) as permissions, read_only_reason(c, s, m) as "readOnly",
					${timedOutForMsSql()} as "timedOutForMs"
				from memberships m join servers s on s.id = m.server_id join channels c on c.id = ${channel.id}
				where m.server_id = ${channel.serverId} and m.user_id = ${viewer.id} for share of m`;
			if (!member && !head.hidden) throw notMember();
			if (!member || !includes(member.permissions, "view_channel")) throw channelNotFound();
			requirePermission(member, needs);
			const [message] = await tx.sql<Locked[]>`
				select deleted_at is not null as deleted, nonce, content, mentions, emoji, echo_of as "echoOf",
					poll is not null or attachments is not null as carries from messages where channel_id = ${channel.id} and seq = ${seq}`;
			if (!message) throw messageNotFound();
			const before = await mentionedNow();
			const kind = await work(tx, message, before);
			if (!kind) return null;
			// Notifies only users whose mention changed.
			if (kind.kind === "updated") mentioned = differing(before, await mentionedNow());
			else if (kind.kind === "deleted") mentioned = before;
			const { rev } = head;
			await tx.sql`update channels set last_rev = ${rev} where id = ${channel.id}`;
			await tx.sql`update messages set rev = ${rev} where channel_id = ${channel.id} and seq = ${seq}`;
			await tx.sql`insert into changes ${tx.sql({ channel_id: channel.id, rev, seq, kind: kind.kind, emoji: kind.emoji ?? null, user_id: kind.userId ?? null, added: kind.added ?? null, count: kind.count ?? null, vote: kind.vote ?? null })}`;
			const announced = kind.announce ? await writeSystemMessages(tx, channel.id, [viewer.id], kind.announce) : null;
			return { rev, announced };
		});
		if (!changed) return;
		const { rev, announced } = changed;
		await publishStored(channel.id, rev - 1, rev);
		if (announced) await publishSystemMessages(announced);
	});
	if (mentioned.size > 0) await emitReadState(channel.id, [...mentioned]);
}

const differing = (a: Set<number>, b: Set<number>) =>
	new Set([...a, ...b].filter((userId) => a.has(userId) !== b.has(userId)));
