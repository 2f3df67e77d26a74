/**
 * The result of the emoji picker: a character, or `:name:id` for an emoji of the server. A path of the API identifies a
 * reaction in the same way.
 */
export type EmojiToken = string;

/** The emoji of the server that a token stands for. */
export function customIn(token: EmojiToken): { name: string; id: number } | null {
	const [, name, id] = /^:(\w+):(\d+)$/.exec(token) ?? [];
	return name ? { name, id: Number(id) } : null;
}
