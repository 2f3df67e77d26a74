import type { Reaction } from "../realtime/protocol";

/**
 * A reaction with a server's emoji is stored as its name and its id, `:kiln:7`: the name is the one that the emoji had
 * when it was first given to the message, and the id says which emoji it is.
 */
const custom = /^(:[a-z0-9_]{2,32}:)([1-9][0-9]{0,15})$/;

export const reactionKey = (name: string, id: number): string => `:${name}:${id}`;

/** The id in the key of a server's emoji; null for any other emoji. */
export function emojiIdIn(key: string): number | null {
	const id = Number(custom.exec(key)?.[2] ?? Number.NaN);
	return Number.isSafeInteger(id) ? id : null;
}

/** A reaction's emoji as clients receive it. */
export function serializeReactionEmoji(key: string): Pick<Reaction, "emoji" | "emojiId"> {
	const [, emoji, id] = custom.exec(key) ?? [];
	return emoji ? { emoji, emojiId: Number(id) } : { emoji: key };
}
