import type { Reaction } from "@/lib/realtime/protocol";

/**
 * What the emoji picker gives: a character, or `:name:id` for an emoji of the server. A path of the API names a reaction
 * in the same way.
 */
export type EmojiToken = string;

/** The emoji of the server that a token stands for. */
export function customIn(token: EmojiToken): { name: string; id: number } | null {
	const [, name, id] = /^:(\w+):(\d+)$/.exec(token) ?? [];
	return name ? { name, id: Number(id) } : null;
}

export const tokenOf = ({ emoji, emojiId }: Pick<Reaction, "emoji" | "emojiId">): EmojiToken =>
	`${emoji}${emojiId ?? ""}`;

/** Whether a reaction is with this emoji, whatever its name was when it was given. */
export function isReactionWith({ emoji, emojiId }: Reaction, token: EmojiToken): boolean {
	const custom = customIn(token);
	return custom ? emojiId === custom.id : emoji === token;
}

/** The text that stands for it in a message. */
export const textOf = (token: EmojiToken): string => {
	const custom = customIn(token);
	return custom ? `:${custom.name}:` : token;
};
