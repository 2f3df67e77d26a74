import type { Node } from "./ast";
import { bar, plainText } from "./plain-text";
import { parse } from "./tree";

/** Whether a text may contain markup: most messages need no parser. */
const mayHaveMarks = /[`~|*_[\\<$]/;
const mayHaveBlocks = /^\s*(?:[>#+-]|\d)/m;

/**
 * The names that a message mentions, in lower case, each once: the first `maxMentions`, and those that mention
 * everybody.
 */
export function mentionsOf(content: string): string[] {
	if (!content.includes("@")) return [];
	return [...new Set(all(parse(content)).flatMap((node) => (node.kind === "mention" ? [node.username] : [])))];
}

/** The names in a message that may be emoji of its server, each once. */
export function emojiCodesOf(content: string): string[] {
	const codes = all(parse(content)).flatMap((node) => (node.kind === "shortcode" ? [node.code] : []));
	return [...new Set(codes)].filter((code) => /^[a-z0-9_]{2,32}$/.test(code));
}

const mostLinks = 5;
const longestUrl = 2000;

/**
 * The links of a message that get a preview: the first five distinct complete ones that are visible, lead to a page,
 * and are neither hidden nor in angle brackets.
 */
export function linksOf(content: string): string[] {
	if (!content.includes("://")) return [];
	const urls = new Set<string>();
	for (const node of all(parse(content), (child) => child.kind !== "spoiler")) {
		if (node.kind !== "link" || (node.form !== "url" && node.form !== "named")) continue;
		const { protocol, href } = new URL(node.url);
		if (protocol === "mailto:" || href.length > longestUrl) continue;
		urls.add(href);
		if (urls.size >= mostLinks) break;
	}
	return [...urls];
}

/** The text that keywords are searched in: the visible text without code. */
export const keywordTextOf = (content: string): string =>
	mayHaveMarks.test(content) ? plainText(parse(content), { withoutCode: true }) : content;

/** A message as plain text of limited length. Hidden text is replaced by a bar, or by `hidden`. */
export function excerptOf(content: string, length: number, hidden = bar): string {
	const text = (
		mayHaveMarks.test(content) || mayHaveBlocks.test(content) ? plainText(parse(content), { hidden }) : content
	).trim();
	if (text.length <= length) return text;
	const unit = text.charCodeAt(length - 1);
	// Never in the middle of a character.
	return text.slice(0, unit >= 0xd800 && unit < 0xdc00 ? length - 1 : length);
}

function all(nodes: Node[], enters: (node: Node) => boolean = () => true, found: Node[] = []): Node[] {
	for (const node of nodes) {
		found.push(node);
		if ("children" in node && enters(node)) all(node.children, enters, found);
	}
	return found;
}
