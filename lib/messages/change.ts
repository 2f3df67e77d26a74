import { z } from "zod";
import { deleteFiles } from "../attachments/delete-files";
import { canViewChannelSql, channelNotFound, type LoadedMessage, messageNotFound, notMember } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { emojiIn } from "../emoji";
import { invalid } from "../errors";
import * as keywords from "../keywords";
import { pruneEmbeds } from "../link-previews/store";
import { appState } from "../process/app-state";
import type { Message } from "../realtime/protocol";
import { emitReadState } from "../realtime/read-updates";
import { publishChanges } from "../realtime/sequencer";
import { isBlank, text } from "../text/schema";
import { type Tx, transaction } from "../transaction";
import { runExclusive } from "./append";
import { readAfter } from "./changes-since";
import { saveVersion } from "./edit-history";
import { getMessage } from "./history";
import { call, mentionedBy } from "./mention-everyone";
import { purgeMessage } from "./purge-message";
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

export const Edit = z.strictObject({ content: text(0, 4000) });

/** The emoji in a path, in its fully qualified form, so that every form of a heart counts as the same reaction. */
export function emojiFrom(text: string | undefined): string {
	const emoji = emojiIn(text ?? "");
	if (emoji === null) throw invalid({ emoji: "Must be one emoji." });
	return emoji;
}

/** The maximum of kinds of reaction on a message. */
const maxReactionKinds = 20;

/**
 * Replaces the text of the viewer's own message, saves the previous text, and updates its mentions. Throws
 * `message_not_found` for a tombstone.
 */
export async function edit(
	viewer: Viewer,
	open: LoadedMessage,
	{ content }: z.output<typeof Edit>,
): Promise<{ message: Message }> {
	const { channel, seq } = open;
	const { people } = await keywords.findMentions(channel.id, [content]);
	await change(viewer, open, async (tx, message, mentioned) => {
		if (message.deleted) throw messageNotFound();
		if (isBlank(content) && !message.carries) throw invalid({ content: "Must not be empty." });
		if (message.content === content) return null;
		await saveVersion(tx, open);
		const names = await mentionedBy(tx, viewer, open, message, content);
		await tx.sql`
			update messages set content = ${content}, mentions = ${names.length > 0 ? tx.sql.json(names) : null}, edited_at = now()
			where channel_id = ${channel.id} and seq = ${seq}`;
		await pruneEmbeds(tx, open, content);
		await tx.sql`delete from mentions where channel_id = ${channel.id} and seq = ${seq}`;
		if (!message.echoOf) {
			await call(tx, viewer, open, names, mentioned);
			await keywords.insertMentions(tx, open, people, mentioned);
		}
		return { kind: "updated" };
	});
	appState().previews.look(viewer, { channelId: channel.id, seq, content });
	return { message: await getMessage(viewer, channel.id, seq) };
}

/**
 * Replaces a message with a tombstone; its text and files are deleted for good. For the author and users who may manage
 * messages. Idempotent.
 */
export async function remove(viewer: Viewer, open: LoadedMessage): Promise<void> {
	const { channel, seq } = open;
	let files: string[] = [];
	const epoch = appState().epochs.of("access");
	let hidden = true;
	await change(viewer, open, async (tx, message) => {
		hidden = message.hidden;
		if (message.deleted) return null;
		await tx.sql`
			update messages set content = '', deleted_at = now(), edited_at = null, mentions = null, attachments = null, embeds = null, poll = null,
				pinned_at = null, pinned_by = null
			where channel_id = ${channel.id} and seq = ${seq}`;
		await tx.sql`update channels set deleted_count = deleted_count + 1 where id = ${channel.id}`;
		files = await purgeMessage(tx, open);
		return { kind: "deleted" };
	});
	deleteFiles(files);
	// The thread summary in the channel counts the remaining replies.
	if (channel.parentId !== null)
		appState().channelHeads.onLocal(channel.serverId, channel.id, channel.lastSeq, {
			hidden,
			parentId: channel.parentId,
			epoch,
		});
}

/** Adds or removes the viewer's reaction. Idempotent. At most 20 kinds on a message, and none on a tombstone. */
export async function react(viewer: Viewer, open: LoadedMessage, emoji: string, added: boolean): Promise<void> {
	const { channel, seq } = open;
	await change(viewer, open, async (tx, message) => {
		if (message.deleted) throw messageNotFound();
		const kinds = await tx.sql<{ emoji: string; count: number; me: boolean }[]>`
			select emoji, count(*)::int as count, bool_or(user_id = ${viewer.id}) as me
			from reactions where channel_id = ${channel.id} and seq = ${seq} group by emoji`;
		const kind = kinds.find((known) => known.emoji === emoji);
		if ((kind?.me ?? false) === added) return null;
		if (added && !kind && kinds.length >= maxReactionKinds)
			throw invalid({ emoji: `A message carries at most ${maxReactionKinds} kinds of reaction.` });
		if (added)
			await tx.sql`insert into reactions (channel_id, seq, emoji, user_id) values (${channel.id}, ${seq}, ${emoji}, ${viewer.id})`;
		else
			await tx.sql`delete from reactions where channel_id = ${channel.id} and seq = ${seq} and emoji = ${emoji} and user_id = ${viewer.id}`;
		return { kind: "reaction", emoji, userId: viewer.id, added, count: (kind?.count ?? 0) + (added ? 1 : -1) };
	});
}

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
		if (rev !== null) await notifyMentioned(channel.id, rev);
	});
	if (mentioned.size > 0) await emitReadState(channel.id, [...mentioned]);
}

const differing = (a: Set<number>, b: Set<number>) =>
	new Set([...a, ...b].filter((userId) => a.has(userId) !== b.has(userId)));

/** Emits the change as the log has it, so that the event equals a later catch-up. */
async function notifyMentioned(channelId: number, rev: number): Promise<void> {
	const { redisBus: relay, sequencers } = appState();
	const sequencer = sequencers.get(channelId);
	if (!sequencer && !relay) return;
	const changes = await readAfter(channelId, rev - 1).catch(() => []);
	if (changes.length > 0) publishChanges(channelId, changes);
	else sequencer?.expect(rev);
}
