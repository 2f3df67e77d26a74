import MarkdownIt, { type StateInline, type Token } from "markdown-it";
import { withBlocks } from "./blocks";
import { backslash, parseInline } from "./escapes";
import { InlineState } from "./flanking";
import { withLinks } from "./links";
import { withMath } from "./math";
import { spoiler } from "./spoilers";

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, maxNesting: 40 });
// Images and references are for documents; in a chat, an indented line or a line of dashes under text is plain text.
markdown.disable(["code", "hr", "html_block", "html_inline", "lheading", "reference", "image", "entity"]);
// An escaped character is not part of a name either: it stays a separate token.
markdown.core.ruler.disable("text_join");
markdown.core.ruler.at("inline", ({ tokens }) => {
	for (const { type, content, children } of tokens)
		if (type === "inline") parseInline(markdown, content, children ?? []);
});
markdown.inline.State = InlineState;
markdown.inline.ruler.at("text", words);
markdown.inline.ruler.at("newline", newline);
markdown.inline.ruler.at("escape", backslash);
markdown.inline.ruler.at("backticks", code);
markdown.inline.ruler.before("emphasis", "spoiler", spoiler);
withLinks(markdown);
withMath(markdown);
withBlocks(markdown);

const plain = /[^\n!#$%&*+\-:<=>@[\\\]^_`{|}~]+/y;

/** Text up to the next character with a possible meaning; the library's own rule does not include the bar. */
function words(state: StateInline, silent: boolean): boolean {
	plain.lastIndex = state.pos;
	const length = Math.min(plain.exec(state.src)?.[0].length ?? 0, state.posMax - state.pos);
	if (length === 0) return false;
	if (!silent) state.pending += state.src.slice(state.pos, state.pos + length);
	state.pos += length;
	return true;
}

const original = new MarkdownIt();
original.inline.ruler.enableOnly(["backticks"]);
const [backticks] = original.inline.ruler.getRules("");

/** Inline code keeps its line breaks; between three or more backticks and over several lines it is a code block. */
function code(state: StateInline, silent: boolean): boolean {
	const { pos, src } = state;
	if (!backticks?.(state, silent)) return false;
	const token = state.tokens.at(-1);
	if (silent || token?.type !== "code_inline" || state.pending !== "") return true;
	const size = token.markup.length;
	const inside = src.slice(pos + size, state.pos - size);
	if (!inside.includes("\n")) return true;
	const [, info = "", content = inside] = /^([\w+#.-]{0,20})\n(.*)$/s.exec(inside) ?? [];
	if (size < 3) token.content = inside;
	else Object.assign(token, { type: "fence", info, content: content.trimEnd() });
	return true;
}

/** A single line break stays a line break, and the next line keeps its indent. */
function newline(state: StateInline, silent: boolean): boolean {
	if (state.src[state.pos] !== "\n") return false;
	if (!silent) {
		state.pending = state.pending.replace(/ {1,99}$/, "");
		state.push("softbreak", "br", 0);
	}
	state.pos++;
	return true;
}

export const tokensOf = (content: string): Token[] => markdown.parse(content, {});
