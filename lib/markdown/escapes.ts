import type { MarkdownIt, StateInline, Token } from "markdown-it";
import { namesIn } from "./names";

/** Characters that a backslash may escape; before any other it is a plain backslash. */
const escapable = "*_~`|[]<>$#@:+-.)!";
const blockMark = /^[ \t]*(?:\\(?=(?:#{1,6}|[>+*-])(?:\s|$))|\d{1,9}\\(?=[.)](?:\s|$)))/gm;

/** Input of the escape rule: the backslashes of this text that are shown, or null if there are none to consider. */
export type EscapeEnv = { eaten: ReadonlySet<number> | null };
const nothing: EscapeEnv = { eaten: null };

/**
 * A backslash disappears only if it prevents formatting; elsewhere it is text (`¯\_(ツ)_/¯`, `\\server\share`). To
 * distinguish them, the text is parsed once without any backslash: characters missing from that result were markup.
 */
export function parseInline(markdown: MarkdownIt, content: string, children: Token[]): void {
	const escapes = content.includes("\\") ? escapesIn(content) : [];
	const env = escapes.length > 0 ? { eaten: eatenIn(markdown, content, escapes) } : nothing;
	markdown.inline.parse(content, markdown, env, children);
}

function escapesIn(content: string): number[] {
	const found: number[] = [];
	for (let at = content.indexOf("\\"); at >= 0; at = content.indexOf("\\", at)) {
		const next = content[at + 1];
		if (next !== undefined && escapable.includes(next)) found.push(at);
		at += next === "\\" || found.at(-1) === at ? 2 : 1;
	}
	return found;
}

/** A Windows path, whose backslashes are text, whatever character follows. */
const path = /(?<=^|[\s"'(])(?:[a-z]:\\|\\\\[\p{L}\p{N}])\S*/giu;

function eatenIn(markdown: MarkdownIt, content: string, escapes: number[]): ReadonlySet<number> {
	const eaten = new Set<number>();
	for (const { index, 0: marker } of content.matchAll(blockMark)) eaten.add(index + marker.length - 1);
	const text = content.replace(path, (whole) => whole.replace(/\\[^\\\w]/g, "\\x"));
	const removed = escapes.filter((at) => text[at + 1] === content[at + 1]);
	let bare = "";
	let from = 0;
	for (const at of removed) {
		bare += text.slice(from, at);
		from = at + 1;
	}
	bare += text.slice(from);
	const tokens: Token[] = [];
	markdown.inline.parse(bare, markdown, nothing, tokens);
	const marks = missingFrom(bare, tokens.map(wordsOf).join(""));
	for (const { at } of namesIn(bare)) marks.add(at);
	for (const [n, at] of removed.entries()) if (marks.has(at - n)) eaten.add(at);
	return eaten;
}

const wordsOf = ({ type, content }: Token): string => (type === "softbreak" ? "\n" : content);

/** The offsets of characters that are in the source but not in the result. */
function missingFrom(text: string, words: string): Set<number> {
	const missing = new Set<number>();
	let next = 0;
	for (let at = 0; at < text.length; at++) {
		const isThere = text[at] === words[next] || (text[at] === "\n" && words[next] === " ");
		if (isThere) next++;
		else missing.add(at);
	}
	return missing;
}

export function backslash(state: StateInline, silent: boolean): boolean {
	const { src, pos } = state;
	if (src[pos] !== "\\") return false;
	const next = src[pos + 1];
	if (next === "\\") {
		if (!silent) state.pending += "\\\\";
		state.pos += 2;
		return true;
	}
	const { eaten } = state.env as EscapeEnv;
	if (!eaten || next === undefined || pos + 1 >= state.posMax || !escapable.includes(next)) {
		if (!silent) state.pending += "\\";
		state.pos++;
		return true;
	}
	if (!silent) {
		const token = state.push("text_special", "", 0);
		token.content = eaten.has(pos) ? next : `\\${next}`;
	}
	state.pos += 2;
	return true;
}
