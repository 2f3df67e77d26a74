import { LinkifyIt } from "linkify-it";

export type Part =
	| { kind: "text"; text: string }
	| { kind: "link"; text: string; url: string }
	| { kind: "mention"; text: string; username: string };

const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: false }).add("ftp:", null).add("//", null);
const allowed = new Set(["http:", "https:", "mailto:"]);

/** As the server counts them: preceded by nothing that would make it part of a word, a name or an address. */
const mention = /(?<![\p{L}\p{N}_.@])@([a-z0-9_.]{2,})/giu;

/** A message's text in pieces, in order, nothing lost: plain words, links that may be followed, and names. */
export function partsOf(content: string): Part[] {
	const parts: Part[] = [];
	let from = 0;
	for (const { index, lastIndex, text, url } of linksIn(content)) {
		pushWords(parts, content.slice(from, index));
		parts.push({ kind: "link", text, url });
		from = lastIndex;
	}
	pushWords(parts, content.slice(from));
	return parts;
}

/** The names a text mentions, in lower case. */
export function namesIn(content: string): string[] {
	return partsOf(content).flatMap((part) => (part.kind === "mention" ? [part.username] : []));
}

function linksIn(content: string) {
	if (!/[.:@]/.test(content)) return [];
	return (linkify.match(content) ?? []).filter(({ url }) => URL.canParse(url) && allowed.has(new URL(url).protocol));
}

function pushWords(parts: Part[], text: string): void {
	let from = 0;
	if (text.includes("@")) {
		for (const { index, 1: name = "" } of text.matchAll(mention)) {
			const username = name.replace(/\.+$/, "");
			if (username.length < 2 || username.length > 32) continue;
			if (index > from) parts.push({ kind: "text", text: text.slice(from, index) });
			parts.push({ kind: "mention", text: `@${username}`, username: username.toLowerCase() });
			from = index + 1 + username.length;
		}
	}
	if (from < text.length) parts.push({ kind: "text", text: text.slice(from) });
}
