import { instanceSettings } from "../instance/settings";
import { type Locale, pickLocale } from "../locale";
import { cookieIn, localeCookie } from "./cookies";
import type { HttpRequest } from "./message";

/** The language in which the user of this request reads its pages. */
export const localeOf = (headers: HttpRequest["headers"]): Locale =>
	pickLocale(
		cookieIn(headers.get("cookie"), localeCookie),
		headers.get("accept-language"),
		instanceSettings().defaultLanguage,
	);
