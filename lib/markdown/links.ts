import { LinkifyIt } from "linkify-it";
import type { MarkdownIt, StateInline } from "markdown-it";
import { isCjk } from "./cjk";
import { normalized } from "./normalized";

const schemes = new Set(["http:", "https:", "mailto:"]);

/**
 * Top-level domains that make a link without `https://`. Those that are also file extensions, or common words after a
 * missing blank (`README.md`, `setup.py`, `done.it`), need it.
 */
const plainEndings =
	"com net org edu gov mil int eu uk de fr nl jp kr cn tw hk ru ua ca au nz br ar mx se dk fi cz sk hu gr ro bg ch ie il tr za sg";

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
	markdown.linkify = new Linker({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: false, tlds: plainEndings.split(" ") })
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

const unseen = /\p{Default_Ignorable_Code_Point}/gu;
const turning = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;
/** Characters that look like the dot between the labels of a host. */
const dots = /[\u3002\uFF61\u00B7\u2027\u2022\u2219\u22C5\u06D4\uA4F8\u2E31\u16EB\u0701\u0702\u30FB]/gu;
const label = "[\\p{L}\\p{N}\\p{M}_](?:[\\p{L}\\p{N}\\p{M}_-]*[\\p{L}\\p{N}\\p{M}_])?";
const hosts = new RegExp(`${label}(?:\\.${label})+`, "gu");
const isHost = (text: string) => /\.\P{N}[^.]+$/u.test(text) || /^\d+(?:\.\d+){3}$/.test(text);

const withoutWww = (host: string) => host.replace(/^www\./, "");
const hostNamed = (text: string) => (URL.canParse(`http://${text}`) ? new URL(`http://${text}`).hostname : text);

/** The real host of a link whose text names another one or a look-alike; null if the text does not mislead. */
export function realHost(url: string, plainText: string): string | null {
	const { protocol, host, hostname, pathname } = new URL(url);
	const isMail = protocol === "mailto:";
	const real = isMail ? pathname : host;
	const there = isMail ? pathname.replace(/^.*@/s, "") : hostname;
	const sent = normalized(normalized(plainText, "NFKC").replace(unseen, ""), "NFKC").replace(dots, ".").trim();
	const named = sent.match(hosts)?.filter(isHost) ?? [];
	if (named.length === 0) return null;
	// A complete URL shows its host at the beginning; the rest is a path.
	const first = /^(?:https?:\/\/|mailto:)?(?:[^/?#]*@)?([^/?#:@]+)(?::\d+)?(?:[/?#]|$)/iu.exec(sent)?.[1];
	const isAddress = first !== undefined && !/\s/.test(first) && first === named[isMail ? named.length - 1 : 0];
	const asked = isAddress && (!sent.includes("@") || isMail) ? [first] : named;
	if (asked.some((host) => withoutWww(hostNamed(host)) !== withoutWww(there))) return real;
	return turning.test(plainText) || looksForeign(there, sent) ? real : null;
}

/**
 * Letters of other scripts can look like Latin ones: unless the script cannot be confused with Latin, the real host is
 * shown.
 */
function looksForeign(host: string, plainText: string): boolean {
	if (!/(?:^|\.)xn--/.test(host) || plainText.toLowerCase().includes(host)) return false;
	const sent = plainText.match(hosts)?.[0] ?? plainText;
	return [...sent].some((character) => character > "\u007F" && !isCjk(character));
}
