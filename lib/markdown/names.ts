import type { Node } from "./ast";

/**
 * Names of users and channels that are not part of a longer word or an address, and emoji shortcodes. `@name@host` and
 * `@scope/package` belong to other sites. The renderer decides whether such a user, channel or emoji exists.
 */
const names =
	/(?<![\p{L}\p{M}\p{N}_.@/])@([a-z0-9_.]{2,})(?![a-z0-9_.]|\/[\p{L}\p{N}]|@(?:localhost|[\p{L}\p{N}-]+[.:][\p{L}\p{N}]))|(?<![\p{L}\p{M}\p{N}_#&/])#([\p{L}\p{M}\p{N}_-]{1,80})|(?<![\p{L}\p{M}\p{N}_]|(?<!:[a-z0-9_+-]{1,40}):):([a-z0-9_+-]{1,40}):(?![\p{L}\p{M}\p{N}])/giu;

export type NameNode = Extract<Node, { kind: "mention" | "channel" | "shortcode" }>;

/** The names in a text, with the offset of each. */
export function* namesIn(text: string): Generator<{ at: number; node: NameNode }> {
	if (!/[@#:]/.test(text)) return;
	for (const { index, 0: whole, 1: person, 2: channel, 3: code } of text.matchAll(names)) {
		if (channel) yield { at: index, node: { kind: "channel", text: whole, name: channel } };
		else if (code) yield { at: index, node: { kind: "shortcode", text: whole, code: code.toLowerCase() } };
		else {
			const username = (person ?? "").replace(/\.+$/, "");
			if (username.length < 2 || username.length > 32) continue;
			yield { at: index, node: { kind: "mention", text: `@${username}`, username: username.toLowerCase() } };
		}
	}
}

/** Names that mention everybody, or all users who are online. */
export const isCrowd = (username: string) => username === "everyone" || username === "here";
