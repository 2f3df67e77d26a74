import { and, count, eq, isNull, sql } from "drizzle-orm";
import { db } from "@/db";
import { emoji, reactions } from "@/db/schema";
import { type LoadedMessage, messageNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { emojiIdIn, reactionKey } from "../emoji/reaction-key";
import { emojiIn } from "../emoji/unicode-emoji";
import { invalid } from "../errors";
import type { Tx } from "../transaction";
import { change } from "./change";

/** The maximum of kinds of reaction on a message. */
const maxReactionKinds = 20;

/** The emoji of a reaction: a character, or the id of one of the server's. */
export type ReactionEmoji = string | { id: number };

/**
 * The emoji in a path, for a message. A character is in its fully qualified form, so that every form of a heart counts as
 * the same reaction. `:name:` is the emoji of the server that has this name now, `:name:id` the emoji with this id.
 */
export async function emojiFrom({ channel }: LoadedMessage, text = ""): Promise<ReactionEmoji> {
	const character = emojiIn(text);
	if (character !== null) return character;
	const id = emojiIdIn(text);
	if (id !== null) return { id };
	const [, name] = /^:([a-z0-9_]{2,32}):$/.exec(text) ?? [];
	const [row] = name
		? await db
				.select({ id: emoji.id })
				.from(emoji)
				.where(and(eq(emoji.serverId, channel.serverId), eq(emoji.name, name), isNull(emoji.deletedAt)))
		: [];
	if (!row) throw unknownEmoji();
	return row;
}

const isKeyOf = (key: string, of: ReactionEmoji): boolean =>
	typeof of === "string" ? key === of : emojiIdIn(key) === of.id;

/** Adds or removes the viewer's reaction. Idempotent. At most 20 kinds on a message, and none on a tombstone. */
export async function react(viewer: Viewer, open: LoadedMessage, of: ReactionEmoji, added: boolean): Promise<void> {
	const { channel, seq } = open;
	await change(viewer, open, async (tx, message) => {
		if (message.deleted) throw messageNotFound();
		const isOfMessage = and(eq(reactions.channelId, channel.id), eq(reactions.seq, seq));
		const kinds = await tx
			.select({
				key: reactions.emoji,
				count: count(),
				me: sql<boolean>`bool_or(${reactions.userId} = ${viewer.id})`,
			})
			.from(reactions)
			.where(isOfMessage)
			.groupBy(reactions.emoji);
		const kind = kinds.find(({ key }) => isKeyOf(key, of));
		if ((kind?.me ?? false) === added) return null;
		const name = added && typeof of !== "string" ? await lockUsable(tx, channel.serverId, of.id) : "";
		const key = kind?.key ?? (typeof of === "string" ? of : reactionKey(name, of.id));
		if (added && !kind && kinds.length >= maxReactionKinds)
			throw invalid({ emoji: `A message carries at most ${maxReactionKinds} kinds of reaction.` });
		if (added) await tx.insert(reactions).values({ channelId: channel.id, seq, emoji: key, userId: viewer.id });
		else await tx.delete(reactions).where(and(isOfMessage, eq(reactions.emoji, key), eq(reactions.userId, viewer.id)));
		return { kind: "reaction", emoji: key, userId: viewer.id, added, count: (kind?.count ?? 0) + (added ? 1 : -1) };
	});
}

/** The name of an emoji that the server has, which is not removed before the end of the transaction. */
async function lockUsable(tx: Tx, serverId: number, id: number): Promise<string> {
	const [row] = await tx
		.select({ name: emoji.name })
		.from(emoji)
		.where(and(eq(emoji.id, id), eq(emoji.serverId, serverId), isNull(emoji.deletedAt)))
		.for("share");
	if (!row) throw unknownEmoji();
	return row.name;
}

const unknownEmoji = () => invalid({ emoji: "Must be one emoji, or one of this server’s." });
