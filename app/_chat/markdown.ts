import { LinkifyIt } from "linkify-it";
import MarkdownIt, { type StateInline, type Token } from "markdown-it";
import { withMaths } from "./markdown-maths";

/** A message as a tree: what it says and how, and never HTML. */
export type Node =
	| { kind: "text"; text: string }
	| { kind: "mention"; text: string; username: string }
	| { kind: "channel"; text: string; name: string }
	| { kind: "shortcode"; text: string; code: string }
	| { kind: "break" }
	| { kind: "code"; text: string }
	| { kind: "codeBlock"; text: string; language: string }
	| { kind: "maths"; text: string; isDisplay: boolean }
	| { kind: "link"; url: string; children: Node[] }
	| { kind: "list"; start: number | null; children: Node[] }
	| { kind: "heading"; level: number; children: Node[] }
	| { kind: Plain; children: Node[] };
type Plain = "strong" | "emphasis" | "strike" | "spoiler" | "quote" | "item" | "paragraph";

const schemes = new Set(["http:", "https:", "mailto:"]);
const plain = /[^\n!#$%&*+\-:<=>@[\\\]^_`{|}~]+/y;
/** Deeper than anybody means it; below that, signs are only signs. */
const deepest = 12;

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, maxNesting: deepest });
// Tables, images and references are for documents; an indented line or one of dashes under words is just that in a chat.
markdown.disable(["table", "code", "hr", "html_block", "html_inline", "lheading", "reference", "image", "entity"]);
markdown.validateLink = (url) => URL.canParse(url) && schemes.has(new URL(url).protocol);
markdown.linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: false })
	.add("ftp:", null)
	.add("//", null);
markdown.inline.ruler.at("text", words);
markdown.inline.ruler.before("emphasis", "spoiler", spoiler);
withMaths(markdown);

/** Up to the next letter that may mean something; its own rule does not know that a bar may. */
function words(state: StateInline, silent: boolean): boolean {
	plain.lastIndex = state.pos;
	const length = Math.min(plain.exec(state.src)?.[0].length ?? 0, state.posMax - state.pos);
	if (length === 0) return false;
	if (!silent) state.pending += state.src.slice(state.pos, state.pos + length);
	state.pos += length;
	return true;
}

/** ||hidden until somebody wants to know|| */
function spoiler(state: StateInline, silent: boolean): boolean {
	const { pos, posMax, src } = state;
	if (!src.startsWith("||", pos)) return false;
	const end = src.indexOf("||", pos + 2);
	if (end < 0 || end + 2 > posMax || src.slice(pos + 2, end).trim() === "") return false;
	if (!silent) {
		state.push("spoiler_open", "span", 1);
		state.pos = pos + 2;
		state.posMax = end;
		state.md.inline.tokenize(state);
		state.posMax = posMax;
		state.push("spoiler_close", "span", -1);
	}
	state.pos = end + 2;
	return true;
}

const kept = 500;
const parsed = new Map<string, Node[]>();

/** Reads a message in linear time. Whatever is not Markdown stays as it was typed. The last ones read are kept. */
export function parse(content: string): Node[] {
	const known = parsed.get(content);
	if (known) return known;
	const nodes = withFewFormulas(treeOf(markdown.parse(content, {})));
	if (parsed.size >= kept) parsed.clear();
	parsed.set(content, nodes);
	return nodes;
}

/** What a message draws, which takes milliseconds each; further ones stay as they were typed. */
const mostFormulas = 20;

function withFewFormulas(nodes: Node[], seen = { formulas: 0 }): Node[] {
	return nodes.map((node) => {
		if ("children" in node) return { ...node, children: withFewFormulas(node.children, seen) };
		if (node.kind !== "maths" || ++seen.formulas <= mostFormulas) return node;
		const sign = node.isDisplay ? "$$" : "$";
		return { kind: "text", text: sign + node.text + sign };
	});
}

const KINDS: Record<string, Plain> = {
	strong: "strong",
	em: "emphasis",
	s: "strike",
	spoiler: "spoiler",
	blockquote: "quote",
	list_item: "item",
	paragraph: "paragraph",
};

function treeOf(tokens: Token[]): Node[] {
	const root: Node[] = [];
	const open: Node[][] = [root];
	for (const token of tokens) {
		const siblings = open.at(-1) ?? root;
		if (token.type === "inline") siblings.push(...treeOf(token.children ?? []));
		else if (token.nesting === 0) siblings.push(...leavesOf(token));
		else if (token.nesting < 0) open.pop();
		else {
			const children: Node[] = [];
			open.push(children);
			siblings.push(branchOf(token, children));
		}
	}
	return root;
}

function branchOf(token: Token, children: Node[]): Node {
	const name = token.type.replace(/_open$/, "");
	if (name === "link") return { kind: "link", url: String(token.attrGet("href")), children };
	if (name === "heading") return { kind: "heading", level: Number(token.tag.slice(1)), children };
	if (name === "bullet_list") return { kind: "list", start: null, children };
	if (name === "ordered_list") return { kind: "list", start: Number(token.attrGet("start") ?? 1), children };
	return { kind: KINDS[name] ?? "paragraph", children };
}

function leavesOf({ type, content, info }: Token): Node[] {
	if (type === "softbreak" || type === "hardbreak") return [{ kind: "break" }];
	if (type === "code_inline") return [{ kind: "code", text: content }];
	if (type.startsWith("maths_")) return [{ kind: "maths", text: content, isDisplay: type === "maths_display" }];
	if (type === "fence") {
		const language = /^[\w+#.-]{1,20}/.exec(info.trim())?.[0].toLowerCase() ?? "";
		if (language === "math") return [{ kind: "maths", text: content.trim(), isDisplay: true }];
		return [{ kind: "codeBlock", text: content.replace(/\n$/, ""), language }];
	}
	return content === "" ? [] : wordsOf(content);
}

/**
 * Names of people, as the server counts them, and of channels, preceded by nothing that would make them part of a word or
 * an address; and codes of emoji. Whether there is such a thing is for whoever draws them to say.
 */
const names =
	/(?<![\p{L}\p{N}_.@])@([a-z0-9_.]{2,})|(?<![\p{L}\p{N}_#&/])#([\p{L}\p{N}_-]{1,80})|(?<![\p{L}\p{N}_:]):([a-z0-9_+-]{2,40}):(?![\p{L}\p{N}])/giu;

function wordsOf(text: string): Node[] {
	const nodes: Node[] = [];
	let from = 0;
	if (/[@#:]/.test(text)) {
		for (const { index, 0: whole, 1: person, 2: channel, 3: code } of text.matchAll(names)) {
			const node = nameOf(whole, person, channel, code);
			if (!node) continue;
			if (index > from) nodes.push({ kind: "text", text: text.slice(from, index) });
			nodes.push(node);
			from = index + node.text.length;
		}
	}
	if (from < text.length) nodes.push({ kind: "text", text: text.slice(from) });
	return nodes;
}

function nameOf(whole: string, person?: string, channel?: string, code?: string): (Node & { text: string }) | null {
	if (channel) return { kind: "channel", text: whole, name: channel };
	if (code)
		return /[a-z]/i.test(code) || code === "+1" || code === "-1"
			? { kind: "shortcode", text: whole, code: code.toLowerCase() }
			: null;
	const username = (person ?? "").replace(/\.+$/, "");
	if (username.length < 2 || username.length > 32) return null;
	return { kind: "mention", text: `@${username}`, username: username.toLowerCase() };
}

/** The words alone, as they are read: for excerpts and for comparing what a link says with where it leads. */
export function wordsIn(nodes: Node[]): string {
	return nodes
		.map((node) => ("children" in node ? wordsIn(node.children) : node.kind === "break" ? "\n" : node.text))
		.join("");
}

/** The names a text mentions, in lower case. */
export function namesIn(content: string): string[] {
	if (!content.includes("@")) return [];
	const names = (nodes: Node[]): string[] =>
		nodes.flatMap((node) =>
			node.kind === "mention" ? [node.username] : "children" in node ? names(node.children) : [],
		);
	return names(parse(content));
}

/** Names that call everybody, or those who are here. */
export const isCrowd = (username: string) => username === "everyone" || username === "here";

/** Where a link really leads, where its words name another place; null where they do not mislead. */
export function realHost(url: string, words: string): string | null {
	const { protocol, host } = new URL(url);
	if (protocol === "mailto:") return null;
	const said = /^(?:https?:\/\/)?([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)(?::\d+)?(?:[/?#]|$)/iu.exec(words.trim())?.[1];
	if (said === undefined) return null;
	const named = URL.canParse(`http://${said}`) ? new URL(`http://${said}`).host : said;
	return named.replace(/^www\./, "") === host.replace(/^www\./, "") ? null : host;
}
