import type { IncomingMessage, ServerResponse } from "node:http";
import type { Locale } from "../locale";
import { cookieIn, localeCookie } from "./cookies";

const maxAgeSeconds = 365 * 24 * 3600;

/**
 * Makes the language of the user's account that of their browser, if it has another one: this page is in it, and so are
 * later ones, also after they have signed out. The page's scripts change the cookie too, so it is not HttpOnly.
 */
export function applyLanguage(request: IncomingMessage, response: ServerResponse, language: Locale): void {
	const { cookie } = request.headers;
	if (cookieIn(cookie, localeCookie) === language) return;
	const others = (cookie ?? "").split("; ").filter((part) => part && !part.startsWith(`${localeCookie}=`));
	request.headers.cookie = [...others, `${localeCookie}=${language}`].join("; ");
	response.appendHeader("Set-Cookie", `${localeCookie}=${language}; Path=/; Max-Age=${maxAgeSeconds}; SameSite=Lax`);
}
