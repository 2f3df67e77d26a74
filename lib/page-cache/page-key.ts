import type { IncomingMessage } from "node:http";
import { cookieIn, localeCookie, timeZoneCookie } from "../http/cookies";
import { instanceSettings } from "../instance/settings";
import { type Locale, pickLocale, pickTimeZone } from "../locale";

/** The values that a page depends on besides its address and its viewer. It is the key of every cached page. */
export type PageKey = { locale: Locale; timeZone: string; host: string; proto: string };

export function pageKeyOf({ headers }: Pick<IncomingMessage, "headers">): PageKey {
	return {
		locale: pickLocale(
			cookieIn(headers.cookie, localeCookie),
			headers["accept-language"] ?? null,
			instanceSettings().defaultLanguage,
		),
		timeZone: pickTimeZone(cookieIn(headers.cookie, timeZoneCookie)),
		host: String(headers["x-forwarded-host"] ?? ""),
		proto: String(headers["x-forwarded-proto"] ?? ""),
	};
}

/**
 * The request headers of a shared page. They are made from the key and never taken from the first visitor, so the page
 * receives nothing else. `own` are the headers that this product adds itself.
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
		// Next fills in missing ones from the connection.
		"x-forwarded-for": "",
		"x-forwarded-port": "",
		...own,
	};
}
