import type { IncomingMessage } from "node:http";

export const sessionCookie = "hearth.session";
export const csrfCookie = "hearth.csrf";
export const callbackCookie = "hearth.callback";
export const localeCookie = "hearth.locale";
export const timeZoneCookie = "hearth.timezone";

const names = [sessionCookie, csrfCookie, callbackCookie, localeCookie, timeZoneCookie];
/** RFC 6265: no blanks inside, no quotation marks, no commas, no backslashes. */
const wellFormed = /^[ \t]*[^\s=]+=[!#-+\--:<-[\]-~]*[ \t]*$/;

/** A cookie's value as it is written. One that is given twice, or in a form that parsers read differently, is not there. */
export const cookieIn = (header: string | null | undefined, name: string): string | undefined =>
	parse(header).get(name) ?? undefined;

/**
 * Leaves of the header what this product knows, each name once and in one spelling. Next and NextAuth have parsers of their
 * own, which differ about blanks, quotes, escapes and names that come twice: after this there is nothing to differ about.
 */
export function settleCookies({ headers }: Pick<IncomingMessage, "headers">): void {
	const given = parse(headers.cookie);
	const kept = names.flatMap((name) => (given.get(name) ? [`${name}=${given.get(name)}`] : []));
	if (kept.length > 0) headers.cookie = kept.join("; ");
	else delete headers.cookie;
}

function parse(header: string | null | undefined): Map<string, string | null> {
	const found = new Map<string, string | null>();
	for (const part of header?.split(";") ?? []) {
		const at = part.indexOf("=");
		const name = part.slice(0, Math.max(at, 0)).trim();
		if (!names.includes(name)) continue;
		const isUsable = !found.has(name) && wellFormed.test(part);
		found.set(name, isUsable ? part.slice(at + 1).trimEnd() : null);
	}
	return found;
}
