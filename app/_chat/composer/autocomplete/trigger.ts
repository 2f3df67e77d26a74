/** Typed text that can be completed to a user, a channel or an emoji, and the position of its sign. */
export type Trigger = { sign: "@" | "#" | ":"; query: string; from: number; to: number };

const person = /(?:^|[\s([{"'])@([\p{L}\p{N}_.]{0,32})$/u;
const channel = /(?:^|[\s([{"'])#([\p{L}\p{M}\p{N}_-]{0,80})$/u;
/** From two letters on: a colon alone, or an emoticon, is plain text. */
const emoji = /(?:^|[\s([{"']|\p{Extended_Pictographic}|\uFE0F)(:[a-z0-9_+-]{2,40}:?)$/iu;

/** The trigger that ends at the caret, if there is one. In code there are none. */
export function triggerAt(content: string, caret: number): Trigger | null {
	const before = content.slice(Math.max(0, caret - 100), caret);
	const found = (sign: Trigger["sign"], text: string | undefined): Trigger | null =>
		text === undefined ? null : { sign, query: text, from: caret - text.length - 1, to: caret };
	const token =
		found("@", person.exec(before)?.[1]) ??
		found("#", channel.exec(before)?.[1]) ??
		found(":", emoji.exec(before)?.[1]?.slice(1));
	return token && !isInCode(content.slice(0, token.from)) ? token : null;
}

/** Whether the text before ends inside code. */
function isInCode(before: string): boolean {
	const fences = before.split("```");
	if (fences.length % 2 === 0) return true;
	const line = (fences.at(-1) ?? "").split("\n").at(-1) ?? "";
	return line.split("`").length % 2 === 0;
}
