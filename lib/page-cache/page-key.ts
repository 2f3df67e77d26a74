import type { IncomingMessage } from "node:http";
import { cookieIn, localeCookie, timeZoneCookie } from "../http/cookies";
import { type Locale, pickLocale, pickTimeZone } from "../locale";

/** What a page depends on besides its address and its person. It is the key of every kept page. */
export type PageKey = { locale: Locale; timeZone: string; host: string; proto: string };

export function pageKeyOf({ headers }: Pick<IncomingMessage, "headers">): PageKey {
	return {
		locale: pickLocale(cookieIn(headers.cookie, localeCookie), headers["accept-language"] ?? null),
		timeZone: pickTimeZone(cookieIn(headers.cookie, timeZoneCookie)),
		host: String(headers["x-forwarded-host"] ?? ""),
		proto: String(headers["x-forwarded-proto"] ?? ""),
	};
}

/**
 * The headers of a request whose page is given to others too: made from the key, and never taken from whoever happened to
 * come first. So the key says all that the page can know. `own` is what this product adds itself.
 */
export function headersFrom(
	{ locale, timeZone, host, proto }: PageKey,
	own: Record<string, string>,
): Record<string, string> {
	return {
		host,
		cookie: `${localeCookie}=${locale}; ${timeZoneCookie}=${timeZone}`,
		"accept-encoding": "identity",
		"accept-language": locale,
		"x-forwarded-host": host,
		"x-forwarded-proto": proto,
		// Next fills these in from the connection where they are missing.
		"x-forwarded-for": "",
		"x-forwarded-port": "",
		...own,
	};
}
