import type { HttpRequest } from "../http/message";
import { localeOf } from "../http/request-locale";
import type { Client } from "./sessions";

/** The client of a request, for the session that it begins. */
export const clientOf = (headers: HttpRequest["headers"]): Client => ({
	userAgent: headers.get("user-agent"),
	address: headers.get("x-forwarded-for") ?? "",
	locale: localeOf(headers),
});
