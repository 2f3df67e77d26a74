"use client";

import { CustomEmoji } from "./custom-emoji";
import { customIn, type EmojiToken } from "./emoji-token";

/** An emoji as it looks, a character or one of the server's. */
export function EmojiSign({ token }: { token: EmojiToken }) {
	const custom = customIn(token);
	return custom ? <CustomEmoji {...custom} className="size-[1.25em] align-[-0.25em]" /> : token;
}
