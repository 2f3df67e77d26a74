import type { Reaction } from "@/lib/realtime/protocol";
import type { EmojiToken } from "./emoji-token";

export const tokenOf = ({ emoji, emojiId }: Pick<Reaction, "emoji" | "emojiId">): EmojiToken => emoji + (emojiId ?? "");

/** Whether a reaction is with this emoji, whatever its name was when it was given. */
export const isReactionWith = ({ emoji, emojiId }: Reaction, token: EmojiToken): boolean =>
	emojiId ? token.endsWith(`:${emojiId}`) : emoji === token;

/** The text that stands for it in a message. */
export const textOf = (token: EmojiToken): string => token.replace(/:\d+$/, ":");
