import type { Token } from "markdown-it";
import { isParserLoaded, tokensOf } from "#markdown-parser";
import type { Align, Node, Plain } from "./ast";
import { isCrowd, namesIn } from "./names";
import { isPlain } from "./plain";
import { plainText } from "./plain-text";

/** The maximum of rendered formulas in a message, because each takes milliseconds; further ones are shown as typed. */
const mostFormulas = 20;
/** The maximum of mentioned users in a message; further names are plain text. */
export const maxMentions = 20;
/** The maximum nesting of inline markup; deeper elements become their parent's text. */
const deepest = 24;

/** A page of 100 messages of 4000 characters, each of which may be two letters here: a page never drops its own trees. */
const keptLetters = 800_000;
const parsed = new Map<string, Node[]>();
let letters = 0;

/**
 * Parses a message. Text that is not Markdown stays as typed. The latest results are cached. In a browser that has not
 * loaded the parser, a text with markup is shown as typed, or hidden as a whole if it may contain a spoiler.
 */
export function parse(content: string): Node[] {
	const known = parsed.get(content);
	if (known) return known;
	if (isPlain(content)) return plainTree(content);
	const nodes = treeOf(content);
	if (nodes) remember(content, nodes);
	return nodes ?? new Builder(content).untouched();
}

/** Whether a text can be parsed now; otherwise it is shown as typed. */
export const canParse = (content: string): boolean => isParserLoaded() || content === "" || isPlain(content);

export const plainTree = (text: string): Node[] => [{ kind: "paragraph", children: [{ kind: "text", text }] }];

/** The parser's tree; null until the browser has loaded the parser. */
export function treeOf(content: string): Node[] | null {
	const tokens = tokensOf(content);
	return tokens && new Builder(content).tree(tokens);
}

/** Caches the tree of a text, which may have been parsed elsewhere, and drops the oldest ones. */
export function remember(content: string, nodes: Node[]): void {
	const known = parsed.get(content);
	if (known) parsed.delete(content);
	else letters += content.length;
	parsed.set(content, known ?? nodes);
	for (const oldest of parsed.keys()) {
		if (letters <= keptLetters) break;
		parsed.delete(oldest);
		letters -= oldest.length;
	}
}

/** The trees of those texts that only the parser can read, by the text. */
export const treesOf = (contents: readonly string[]): [string, Node[]][] =>
	[...new Set(contents)].filter((content) => !isPlain(content)).map((content) => [content, parse(content)]);

const KINDS: Record<string, Plain> = {
	strong: "strong",
	em: "emphasis",
	s: "strike",
	blockquote: "quote",
	paragraph: "paragraph",
	table: "table",
	tr: "row",
};
const transparent = new Set(["thead", "tbody"]);

class Builder {
	private formulas = 0;
	private readonly mentioned = new Set<string>();

	private readonly lines: string[];

	constructor(private readonly content: string) {
		this.lines = content.split(/\r\n?|\n/);
	}

	tree(tokens: Token[]): Node[] {
		const root: Node[] = [];
		for (let from = 0; from < tokens.length; ) from = this.block(root, tokens, from);
		return root;
	}

	/** The text as it was typed, with the names in it. Only the parser knows which part of it a spoiler hides. */
	untouched(): Node[] {
		const typed = brokenAt(this.content.trim()).flatMap((node) =>
			node.kind === "text" ? this.namedIn(node.text, []) : [node],
		);
		const mayHide = this.content.includes("||");
		return [{ kind: "paragraph", children: mayHide ? [{ kind: "spoiler", isBlock: false, children: typed }] : typed }];
	}

	/** One block of the message, or its source if it would show nothing. Returns the start of the next one. */
	private block(root: Node[], tokens: Token[], from: number): number {
		let to = from;
		let level = 0;
		do level += tokens[to++]?.nesting ?? 0;
		while (level > 0 && to < tokens.length);
		const block = tokens.slice(from, to);
		const nodes = this.nodesOf(block);
		if (nodes.some(showsSomething)) root.push(...nodes);
		else {
			const [first, end] = block[0]?.map ?? [0, 0];
			const typed = this.lines.slice(first, end).join("\n").trim();
			if (typed !== "") root.push({ kind: "paragraph", children: brokenAt(typed) });
		}
		return to;
	}

	private nodesOf(tokens: Token[], isInLink = false): Node[] {
		const root: Node[] = [];
		const open: Node[][] = [root];
		for (let at = 0; at < tokens.length; at++) {
			const token = tokens[at];
			const siblings = open.at(-1) ?? root;
			if (!token) break;
			const name = token.type.replace(/_(?:open|close)$/, "");
			if (token.type === "inline") siblings.push(...this.nodesOf(token.children ?? [], isInLink));
			else if (name === "text" || name === "text_special") {
				const end = endOfText(tokens, at);
				siblings.push(...this.textOf(tokens.slice(at, end), isInLink));
				at = end - 1;
			} else if (name === "link" && isInLink) {
				// A link in a link becomes its text.
			} else if (token.type === "link_open") {
				const end = endOfLink(tokens, at);
				siblings.push(this.linkOf(token, this.nodesOf(tokens.slice(at + 1, end), true)));
				at = end;
			} else if (token.nesting === 0) siblings.push(...this.leafOf(token));
			else if (transparent.has(name)) continue;
			else if (token.nesting < 0) open.pop();
			else {
				const children: Node[] = [];
				open.push(open.length < deepest ? children : siblings);
				if (open.length <= deepest) siblings.push(branchOf(name, token, children));
			}
		}
		return root;
	}

	/** A link contains no other clickable element; if a part of it is hidden, all of it is. */
	private linkOf(token: Token, inside: Node[]): Node {
		const url = String(token.attrGet("href"));
		const words = plainText(inside);
		const isHidden = JSON.stringify(inside).includes('"kind":"spoiler"');
		const shown: Node[] = words.trim() === "" ? [{ kind: "text", text: url }] : inert(inside);
		const form =
			token.markup === "autolink"
				? "angled"
				: token.markup !== "linkify"
					? "named"
					: /^[a-z]+:\/\//i.test(words)
						? "url"
						: "bare";
		const link: Node = { kind: "link", url, form, children: shown };
		return isHidden ? { kind: "spoiler", isBlock: false, children: [link] } : link;
	}

	private leafOf({ type, content, info }: Token): Node[] {
		if (type === "softbreak" || type === "hardbreak") return [{ kind: "break" }];
		if (type === "code_inline") return [{ kind: "code", text: content }];
		if (type.startsWith("maths_")) return [this.formula(content, type === "maths_display")];
		if (type !== "fence") return [];
		const language = /^[\w+#.-]{1,20}/.exec(info.trim())?.[0].toLowerCase() ?? "";
		if (language === "math") return [this.formula(content.trim(), true)];
		return [{ kind: "codeBlock", text: content, language }];
	}

	private formula(text: string, isDisplay: boolean): Node {
		if (++this.formulas <= mostFormulas) return { kind: "maths", text, isDisplay };
		const sign = isDisplay ? "$$" : "$";
		return { kind: "text", text: sign + text + sign };
	}

	/** Text and the names in it. An escaped character belongs to no name. */
	private textOf(tokens: Token[], isInLink: boolean): Node[] {
		const text = tokens.map(({ content }) => content).join("");
		if (!isInLink) return this.namedIn(text, tokens);
		return text === "" ? [] : [{ kind: "text", text }];
	}

	private namedIn(text: string, tokens: Token[]): Node[] {
		const nodes: Node[] = [];
		let from = 0;
		for (const { at, node } of namesIn(text)) {
			if (isGuarded(tokens, at, at + node.text.length) || (node.kind === "mention" && !this.mayMention(node.username)))
				continue;
			if (at > from) nodes.push({ kind: "text", text: text.slice(from, at) });
			nodes.push(node);
			from = at + node.text.length;
		}
		if (from < text.length) nodes.push({ kind: "text", text: text.slice(from) });
		return nodes;
	}

	private mayMention(username: string): boolean {
		if (isCrowd(username)) return true;
		if (this.mentioned.size < maxMentions) this.mentioned.add(username);
		return this.mentioned.has(username);
	}
}

function branchOf(name: string, token: Token, children: Node[]): Node {
	if (name === "heading") return { kind: "heading", level: Number(token.tag.slice(1)), children };
	if (name === "bullet_list") return { kind: "list", marker: null, children };
	if (name === "ordered_list") return { kind: "list", marker: token.markup === ")" ? ")" : ".", children };
	if (name === "list_item") return { kind: "item", number: token.info === "" ? null : Number(token.info), children };
	if (name === "spoiler") return { kind: "spoiler", isBlock: token.block, children };
	if (name === "th" || name === "td") {
		const align = /text-align:(\w+)/.exec(String(token.attrGet("style") ?? ""))?.[1] ?? null;
		return { kind: "cell", isHeading: name === "th", align: align as Align, children };
	}
	return { kind: KINDS[name] ?? "paragraph", children };
}

const showsSomething = (node: Node): boolean =>
	"children" in node ? node.children.some(showsSomething) : node.kind !== "break" && node.text.trim() !== "";

const brokenAt = (text: string): Node[] =>
	text
		.split("\n")
		.flatMap((line, n): Node[] => [
			...(n > 0 ? [{ kind: "break" } as const] : []),
			...(line === "" ? [] : [{ kind: "text", text: line } as const]),
		]);

function endOfText(tokens: Token[], from: number): number {
	let to = from;
	while (tokens[to]?.type === "text" || tokens[to]?.type === "text_special") to++;
	return to;
}

function endOfLink(tokens: Token[], from: number): number {
	let depth = 0;
	for (let to = from; to < tokens.length; to++) {
		const type = tokens[to]?.type;
		if (type === "link_open") depth++;
		if (type === "link_close" && --depth === 0) return to;
	}
	return tokens.length;
}

/** Whether a range of a text contains an escaped character. */
function isGuarded(tokens: Token[], from: number, to: number): boolean {
	let at = 0;
	for (const { type, content } of tokens) {
		if (type === "text_special" && at < to && at + content.length > from) return true;
		at += content.length;
	}
	return false;
}

/** The same nodes without clickable elements. */
const inert = (nodes: Node[]): Node[] =>
	nodes.flatMap((node): Node[] => {
		if (node.kind === "codeBlock") return [{ kind: "code", text: node.text }];
		if (!("children" in node)) return [node];
		const children = inert(node.children);
		return node.kind === "spoiler" ? children : [{ ...node, children }];
	});
