import { domainToASCII } from "node:url";
import { plainEndings } from "../markdown/link-endings";
import { config } from "../process/config";
import type { RuleSettings } from "../realtime/protocol";

/** A link in a text, in the text's own units. `host` is in lower case and in the ASCII form. */
export type FoundLink = { host: string; path: string; isLink: boolean; from: number; to: number };

/** Further links of one text are not looked at one by one: no text needs as many. */
const maxLinks = 200;
const piece = /[^\s<>()[\]{}"'`|,;*]+/g;
const scheme = /https?:[/\\]{1,4}/i;
const ending = new Set(plainEndings);

/**
 * The links of a text: addresses with a scheme or `www.`, and names of hosts. A name with an ending that is not common
 * is no link (`isLink`), but a domain all the same. Unlike clients, it finds them in code too.
 */
export function findLinks(text: string): FoundLink[] {
	if (!text.includes(".")) return [];
	const found: FoundLink[] = [];
	for (const { 0: whole, index } of text.matchAll(piece)) {
		if (!whole.includes(".") || found.length >= maxLinks) continue;
		const at = whole.search(scheme);
		const typed = at < 0 ? whole : whole.slice(at).replace(scheme, "");
		const { host, path } = partsOf(typed);
		if (!host) continue;
		const isLink = at >= 0 || /^www\./i.test(typed) || ending.has(host.slice(host.lastIndexOf(".") + 1));
		const from = index + Math.max(at, 0);
		found.push({ host: host.replace(/^www\./, ""), path, isLink, from, to: index + whole.length });
	}
	return found;
}

function partsOf(typed: string): { host: string; path: string } {
	const end = typed.search(/[/\\?#]/);
	const authority = (end < 0 ? typed : typed.slice(0, end)).slice(0, 300);
	const host = domainToASCII(
		authority
			.slice(authority.lastIndexOf("@") + 1)
			.replace(/:\d*$/, "")
			.replace(/[.!?:…]+$/, "")
			.toLowerCase(),
	);
	const isHost = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(host);
	return { host: isHost ? host : "", path: end < 0 ? "" : typed.slice(end) };
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

const isInvite = ({ host, path }: FoundLink): boolean =>
	(inviteHosts.test(host) && path.length > 1) ||
	invitePaths.some(([hosts, paths]) => hosts.test(host) && paths.test(path));

/** Whether a rule about links matches one. */
export function blocksLink({ block, invites }: RuleSettings["links"], domains: Set<string>, link: FoundLink): boolean {
	if (invites && isInvite(link)) return true;
	if (block === "none" || isOwn(link)) return false;
	if (block === "all") return link.isLink;
	return block === "listed" ? isListed(domains, link.host) : link.isLink && !isListed(domains, link.host);
}

/** A domain stands for its subdomains as well. */
function isListed(domains: Set<string>, host: string): boolean {
	for (let at = 0; at >= 0 && at < host.length; at = host.indexOf(".", at) + 1 || -1)
		if (domains.has(host.slice(at))) return true;
	return false;
}

export const isOwn = ({ host }: FoundLink): boolean =>
	config.publicUrl !== undefined && new URL(config.publicUrl).hostname.replace(/^www\./, "") === host;
