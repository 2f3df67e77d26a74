/**
 * All pages: the address, in which `[x]` is any one part and `[[x]]` an optional one, and the query parameters that the
 * page reads.
 */
const pages: Record<string, string[]> = {
	"/": [],
	"/admin": [],
	"/admin/audit": [],
	"/admin/backups": [],
	"/admin/announcements": [],
	"/admin/settings": [],
	"/admin/ways-in": [],
	"/admin/jobs": [],
	"/admin/people": [],
	"/admin/servers": [],
	"/admin/cases": [],
	"/admin/cases/[caseId]": [],
	"/explore/[[category]]": ["q", "sort"],
	"/imprint": [],
	"/inbox": ["tab"],
	"/invite/[code]": [],
	"/s/[slug]": [],
	"/privacy": [],
	"/saved": [],
	"/second-factor": ["callbackUrl"],
	"/forgot": [],
	"/login": ["callbackUrl", "error", "provider"],
	"/register/finish": [],
	"/register": ["callbackUrl"],
	// Only the browser reads the token of the link.
	"/reset": [],
	"/verify-email": [],
	"/servers/[serverId]": [],
	"/servers/[serverId]/channels/[channelId]/[[seq]]": ["panel", "thread", "reply"],
	"/servers/[serverId]/settings": [],
	"/servers/[serverId]/settings/audit-log": [],
	"/servers/[serverId]/settings/automod": [],
	"/servers/[serverId]/settings/bans": [],
	"/servers/[serverId]/settings/channels": [],
	"/servers/[serverId]/settings/danger": [],
	"/servers/[serverId]/settings/emoji": [],
	"/servers/[serverId]/settings/invites": [],
	"/servers/[serverId]/settings/joining": [],
	"/servers/[serverId]/settings/people": ["joined"],
	"/servers/[serverId]/settings/reports": [],
	"/servers/[serverId]/settings/reports/[caseId]": [],
	"/servers/[serverId]/settings/requests": [],
	"/servers/[serverId]/settings/rules": [],
	"/servers/[serverId]/settings/second-factor": [],
	"/servers/[serverId]/settings/roles": [],
	"/settings": [],
	"/settings/account": ["error", "provider"],
	"/settings/appearance": [],
	"/settings/blocked": [],
	"/settings/devices": [],
	"/settings/keyboard": [],
	"/settings/notifications": [],
	"/settings/profile": [],
};

const patterns = Object.entries(pages).map(([address, parameters]) => ({
	address,
	pattern: new RegExp(`^${address.replaceAll(/\/\[\[\w+\]\]/g, "(?:/[^/]+)?").replaceAll(/\[\w+\]/g, "[^/]+")}/?$`),
	parameters,
}));

/** Static files of pages, which cost almost nothing to serve. */
export const isAsset = (path: string): boolean => path.startsWith("/_next/static/") || path === "/icon.svg";

const pageAt = (path: string) => patterns.find(({ pattern }) => pattern.test(path));

/** The address of the page with this path, as it is written above. */
export const pageAddress = (path: string): string | undefined => pageAt(path)?.address;

/** Whether a page has this path. */
export const hasPage = (path: string): boolean => pageAt(path) !== undefined;

/**
 * The address with only the query parameters that its page reads, in one order, so that the cache has one entry for it.
 */
export function withoutUnread(url: string): string {
	const [path = "", query = ""] = url.split("?", 2);
	const given = new URLSearchParams(query);
	const read = new URLSearchParams();
	for (const name of pageAt(path)?.parameters ?? []) {
		const value = given.get(name);
		if (value !== null) read.set(name, value);
	}
	return read.size > 0 ? `${path}?${read}` : path;
}
