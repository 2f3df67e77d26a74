import type { HttpRequest } from "../http/message";
import { localeOf } from "../http/request-locale";
import type { NewSession } from "./sessions";

/** The client of a request, for the session that it begins. */
export const clientOf = (headers: HttpRequest["headers"]): Pick<NewSession, "userAgent" | "address" | "locale"> => ({
	userAgent: headers.get("user-agent"),
	address: headers.get("x-forwarded-for") ?? "",
	locale: localeOf(headers),
});
