import { domainToASCII } from "node:url";
import { plainEndings } from "../markdown/link-endings";
import { config } from "../process/config";

/** A link in a text, in the text's own units. `host` is in lower case and in the ASCII form. */
export type FoundLink = { host: string; path: string; isLink: boolean; from: number; to: number };

/** Further links of one text are not looked at one by one: no text needs as many. */
const maxLinks = 200;
const delimiter = /[\s<>()[\]{}"'`|,;*]/;
const scheme = /https?:[/\\]{1,4}/i;
const ending = new Set(plainEndings);

/**
 * The links of a text: addresses with a scheme or `www.`, and names of hosts. A name with an ending that is not common
 * is no link (`isLink`), but a domain all the same. Unlike clients, it finds them in code too.
 */
export function findLinks(text: string): FoundLink[] {
	if (!text.includes(".")) return [];
	const found: FoundLink[] = [];
	for (let to = 0, dot = text.indexOf("."); dot >= 0 && found.length < maxLinks; dot = text.indexOf(".", to)) {
		const start = beginOf(text, dot, to);
		to = endOf(text, dot);
		const link = linkIn(text.slice(start, to), start, to);
		if (link) found.push(link);
	}
	return found;
}

/** Where the piece of a text around a place begins, not before `least`, and where it ends. */
function beginOf(text: string, at: number, least: number): number {
	let begin = at;
	while (begin > least && !delimiter.test(text.charAt(begin - 1))) begin--;
	return begin;
}

function endOf(text: string, at: number): number {
	let end = at;
	while (end < text.length && !delimiter.test(text.charAt(end))) end++;
	return end;
}

function linkIn(whole: string, index: number, to: number): FoundLink | null {
	const at = whole.includes(":") ? whole.search(scheme) : -1;
	const typed = at < 0 ? whole : whole.slice(at).replace(scheme, "");
	const { host, path } = partsOf(typed);
	if (!host) return null;
	const isLink = at >= 0 || /^www\./i.test(typed) || ending.has(host.slice(host.lastIndexOf(".") + 1));
	return { host: host.replace(/^www\./, ""), path, isLink, from: index + Math.max(at, 0), to };
}

const isHost = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/;
/** Of names in ASCII only these change or are invalid: numbers may be an address, and other forms are encoded. */
const mayChange = /(^|\.)(xn--|\d[^.]*$)/;
/** No name with one of these is valid. */
const neverInHost = /[\u0021-\u0024\u0026-\u002c\u003a-\u0040\u005b-\u005e\u0060\u007b-\u007e]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const isAscii = /^[\u0000-\u007f]*$/;

function partsOf(typed: string): { host: string; path: string } {
	const end = typed.search(/[/\\?#]/);
	const authority = (end < 0 ? typed : typed.slice(0, end)).slice(0, 300);
	const name = authority
		.slice(authority.lastIndexOf("@") + 1)
		.replace(/:\d*$/, "")
		.replace(/[.!?:…]+$/, "")
		.toLowerCase();
	return { host: hostOf(name), path: end < 0 ? "" : typed.slice(end) };
}

/** The name of a host in the ASCII form, or "". */
function hostOf(name: string): string {
	if (neverInHost.test(name)) return "";
	if (isHost.test(name) && !mayChange.test(name)) return name;
	if (isAscii.test(name) && !mayChange.test(name) && !name.includes("%")) return "";
	const host = domainToASCII(name);
	return isHost.test(host) ? host : "";
}

/** Where chats and communities have their invites. */
const inviteHosts =
	/^(discord\.gg|dsc\.gg|invite\.gg|chat\.whatsapp\.com|signal\.group|guilded\.gg|rvlt\.gg|stt\.gg|join\.slack\.com)$/;
const invitePaths: [host: RegExp, path: RegExp][] = [
	[/^(ptb\.|canary\.)?discord(app)?\.com$/, /^\/invite\//i],
	[/^(t\.me|telegram\.me|telegram\.dog)$/, /^\/(joinchat\/|\+)/i],
	[/^matrix\.to$/, /^\/#\//],
	[/^(stoat\.chat|revolt\.chat|app\.revolt\.chat)$/, /^\/invite\//i],
	// Those of any instance.
	[/./, /^\/invite\/[1-9A-HJ-NP-Za-km-z]{12}(?![\w-])/],
];

export const isInvite = ({ host, path }: FoundLink): boolean =>
	path.length > 1 &&
	(inviteHosts.test(host) || invitePaths.some(([hosts, paths]) => paths.test(path) && hosts.test(host)));

let own: { url: string | undefined; host: string } = { url: undefined, host: "" };

/** Whether a link leads to the instance itself. */
export function isOwn({ host }: FoundLink): boolean {
	const url = config.publicUrl;
	if (url !== own.url) own = { url, host: url === undefined ? "" : new URL(url).hostname.replace(/^www\./, "") };
	return host === own.host;
}
