import { encode } from "next-auth/jwt";
import { nameOf, sessionCookie } from "../http/cookies";
import type { HttpRequest } from "../http/message";
import { isSecure } from "../http/tls";
import { appState } from "../process/app-state";
import { cookieSeconds } from "./nextauth-options";

type Signed = { sessionId: string; user: { id: number; username: string } };

/** The header that gives a browser the session, as NextAuth writes it. */
export async function cookieFor({ sessionId, user }: Signed, headers: HttpRequest["headers"]): Promise<string> {
	const secure = isSecure(headers.get("x-forwarded-proto"));
	const token = { name: user.username, sub: String(user.id), sid: sessionId };
	const value = await encode({ token, secret: appState().secret, maxAge: cookieSeconds });
	const attributes = [`Max-Age=${cookieSeconds}`, "Path=/", "HttpOnly", "SameSite=Lax", ...(secure ? ["Secure"] : [])];
	return [`${nameOf(sessionCookie, secure)}=${value}`, ...attributes].join("; ");
}
