import { LinkifyIt } from "linkify-it";
import type { MarkdownIt, StateInline } from "markdown-it";
import { plainEndings } from "./link-endings";

const schemes = new Set(["http:", "https:", "mailto:"]);

class Linker extends LinkifyIt {
	override match(text: string) {
		const links = super.match(text);
		return links?.filter(({ schema, text: typed }) => schema !== "" || /\.[a-z]+(?:[:/?#]|$)/.test(typed)) ?? null;
	}
}

export function withLinks(markdown: MarkdownIt): void {
	markdown.validateLink = (url) => URL.canParse(url) && schemes.has(new URL(url).protocol);
	// Text stays as typed.
	markdown.normalizeLinkText = (url) => url;
	markdown.linkify = new Linker({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: false, tlds: plainEndings })
		.add("ftp:", null)
		.add("//", null)
		.add("www.", {
			validate(text, pos, self) {
				const host = self.re.get_relative_proto_validator();
				host.lastIndex = pos;
				return host.exec(text)?.[0].length ?? 0;
			},
			normalize(link) {
				link.url = `http://${link.url}`;
			},
		});
	markdown.inline.ruler.at("linkify", typedLink);
}

/** Markers that end a link, because they close an element that began before it. */
const closing = /\|\||\*\*|~~/;

/** `https://…` within text, up to the end of the element around it. */
function typedLink(state: StateInline, silent: boolean): boolean {
	const { src, pos, posMax, pending } = state;
	if (state.linkLevel > 0 || !src.startsWith("://", pos)) return false;
	const scheme = /(?:^|[^a-z0-9+.-])(https?)$/i.exec(pending.slice(-6))?.[1];
	if (!scheme || scheme.length > pending.length) return false;
	const start = pos - scheme.length;
	const found = state.md.linkify.matchAtStart(src.slice(start, posMax));
	if (!found) return false;
	const url = (found.url.split(closing)[0] ?? "").replace(/[*_~|]+$/, "");
	if (url.length <= scheme.length + 3) return false;
	const href = state.md.normalizeLink(url);
	if (!state.md.validateLink(href)) return false;
	if (!silent) {
		state.pending = pending.slice(0, -scheme.length);
		const open = state.push("link_open", "a", 1);
		open.attrs = [["href", href]];
		open.markup = "linkify";
		state.push("text", "", 0).content = url;
		state.push("link_close", "a", -1).markup = "linkify";
	}
	state.pos = start + url.length;
	return true;
}
