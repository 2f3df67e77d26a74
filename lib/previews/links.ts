import { LinkifyIt } from "linkify-it";

const mostLinks = 5;
const longestUrl = 2000;
const linkify = new LinkifyIt({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
	.add("ftp:", null)
	.add("mailto:", null)
	.add("//", null);

/** Where nobody asks for a preview: code, what is hidden, and a link in angle brackets. */
const silent = /```[\s\S]*?(?:```|$)|`[^`\n]*`|\|\|[\s\S]*?\|\||<https?:[^\s<>]*>/gi;

/** The links of a message that are shown with a preview: the first five different ones, as they are written in full. */
export function linksIn(content: string): string[] {
	if (!content.includes("://")) return [];
	const urls = new Set<string>();
	for (const { url } of linkify.match(content.replace(silent, " ")) ?? []) {
		if (url.length > longestUrl || !URL.canParse(url)) continue;
		const { protocol, href } = new URL(url);
		if (protocol !== "http:" && protocol !== "https:") continue;
		if (href.length <= longestUrl) urls.add(href);
		if (urls.size >= mostLinks) break;
	}
	return [...urls];
}
