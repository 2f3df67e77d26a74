import type { IncomingMessage } from "node:http";

export const sessionCookie = "hearth.session";
export const csrfCookie = "hearth.csrf";
export const callbackCookie = "hearth.callback";
/** The cookies of a sign-in with a provider: NextAuth's three, the flow that was begun, and an unfinished result. */
export const stateCookie = "hearth.state";
export const pkceCookie = "hearth.pkce";
export const nonceCookie = "hearth.nonce";
export const flowCookie = "hearth.flow";
export const pendingCookie = "hearth.pending";
export const localeCookie = "hearth.locale";
export const timeZoneCookie = "hearth.timezone";

/**
 * The name of a cookie for this client. With the prefix, browsers accept it neither from a neighbouring host nor from a
 * page without TLS.
 */
export const nameOf = (name: string, secure: boolean): string => (secure ? `__Host-${name}` : name);

const plain = [localeCookie, timeZoneCookie];
const guarded = [
	sessionCookie,
	csrfCookie,
	callbackCookie,
	stateCookie,
	pkceCookie,
	nonceCookie,
	flowCookie,
	pendingCookie,
];
const known = (secure: boolean) => guarded.map((name) => nameOf(name, secure)).concat(plain);
const names = new Set([...known(true), ...known(false)]);
/** RFC 6265: no blanks inside, no quotation marks, no commas, no backslashes. */
const wellFormed = /^[ \t]*[^\s=]+=[!#-+\--:<-[\]-~]*[ \t]*$/;

/**
 * A cookie's value as written. A cookie that occurs twice, or in a form that parsers read differently, counts as
 * missing.
 */
export const cookieIn = (header: string | null | undefined, name: string): string | undefined =>
	parse(header).get(name) ?? undefined;

/** The session cookie in a normalized header, which has it under the only name that counts for its client. */
export const sessionCookieIn = (header: string | null | undefined): string | undefined =>
	guardedCookieIn(header, sessionCookie);

/** A cookie in a normalized header, which has it under the only name that counts for its client. */
export const guardedCookieIn = (header: string | null | undefined, name: string): string | undefined =>
	cookieIn(header, nameOf(name, true)) ?? cookieIn(header, name);

/** A `Set-Cookie` header with the attributes that the prefix of the name requires. Without a value it deletes. */
export function setCookie(name: string, value: string, secure: boolean, maxAgeSeconds: number): string {
	const attributes = ["Path=/", `Max-Age=${value ? maxAgeSeconds : 0}`, "HttpOnly", "SameSite=Lax"];
	return [`${nameOf(name, secure)}=${value}`, ...attributes, ...(secure ? ["Secure"] : [])].join("; ");
}

/** NextAuth's setting for a cookie, with the same attributes. */
export const nextAuthCookie = (name: string, secure: boolean, maxAgeSeconds?: number) => ({
	name: nameOf(name, secure),
	options: {
		httpOnly: true,
		sameSite: "lax" as const,
		path: "/",
		secure,
		...(maxAgeSeconds && { maxAge: maxAgeSeconds }),
	},
});

/**
 * Reduces the header to the cookies of this product, each name once and in one spelling. The parsers of Next and
 * NextAuth differ about blanks, quotes, escapes and repeated names; a normalized header leaves no difference.
 */
export function normalizeCookies({ headers }: Pick<IncomingMessage, "headers">, secure: boolean): void {
	const given = parse(headers.cookie);
	const kept = known(secure).flatMap((name) => (given.get(name) ? [`${name}=${given.get(name)}`] : []));
	if (kept.length > 0) headers.cookie = kept.join("; ");
	else delete headers.cookie;
}

function parse(header: string | null | undefined): Map<string, string | null> {
	const found = new Map<string, string | null>();
	for (const part of header?.split(";") ?? []) {
		const at = part.indexOf("=");
		const name = part.slice(0, Math.max(at, 0)).trim();
		if (!names.has(name)) continue;
		const isUsable = !found.has(name) && wellFormed.test(part);
		found.set(name, isUsable ? part.slice(at + 1).trimEnd() : null);
	}
	return found;
}
