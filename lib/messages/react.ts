import { and, count, eq, sql } from "drizzle-orm";
import { reactions } from "@/db/schema";
import { type LoadedMessage, messageNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { emojiIn } from "../emoji";
import { invalid } from "../errors";
import { change } from "./change";

/** The maximum of kinds of reaction on a message. */
const maxReactionKinds = 20;

/** The emoji in a path, in its fully qualified form, so that every form of a heart counts as the same reaction. */
export function emojiFrom(text: string | undefined): string {
	const emoji = emojiIn(text ?? "");
	if (emoji === null) throw invalid({ emoji: "Must be one emoji." });
	return emoji;
}

/** Adds or removes the viewer's reaction. Idempotent. At most 20 kinds on a message, and none on a tombstone. */
export async function react(viewer: Viewer, open: LoadedMessage, emoji: string, added: boolean): Promise<void> {
	const { channel, seq } = open;
	await change(viewer, open, async (tx, message) => {
		if (message.deleted) throw messageNotFound();
		const isOfMessage = and(eq(reactions.channelId, channel.id), eq(reactions.seq, seq));
		const kinds = await tx
			.select({
				emoji: reactions.emoji,
				count: count(),
				me: sql<boolean>`bool_or(${reactions.userId} = ${viewer.id})`,
			})
			.from(reactions)
			.where(isOfMessage)
			.groupBy(reactions.emoji);
		const kind = kinds.find((known) => known.emoji === emoji);
		if ((kind?.me ?? false) === added) return null;
		if (added && !kind && kinds.length >= maxReactionKinds)
			throw invalid({ emoji: `A message carries at most ${maxReactionKinds} kinds of reaction.` });
		if (added) await tx.insert(reactions).values({ channelId: channel.id, seq, emoji, userId: viewer.id });
		else
			await tx.delete(reactions).where(and(isOfMessage, eq(reactions.emoji, emoji), eq(reactions.userId, viewer.id)));
		return { kind: "reaction", emoji, userId: viewer.id, added, count: (kind?.count ?? 0) + (added ? 1 : -1) };
	});
}
